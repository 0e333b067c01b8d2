"""Every address with its view: the table says which there are, and what stands before each."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.i18n import set_language

from evenhand.workbench.access.addresses import addresses
from evenhand.workbench.access.guard import View, guarded
from evenhand.workbench.api import serving as api
from evenhand.workbench.api.token_guard import guarded_by_token
from evenhand.workbench.pages import (
    act,
    audit,
    case,
    errors,
    family,
    health,
    holds,
    home,
    imports,
    inspection,
    intake,
    intake_file,
    oversight,
    people,
    queue,
    queue_views,
    receipt,
    role,
    tokens,
    waiting,
)
from evenhand.workbench.pages import handbook as guidance
from evenhand.workbench.pages import help as help_page

OF_THE_API = f"/{addresses()['api_description'].path.removesuffix('openapi.json')}"
VIEWS: dict[str, View] = {
    "home": home.page,
    "queue": queue.page,
    "next_case": queue.next_case,
    "find_case": queue.find_case,
    "case": case.page,
    "act": act.page,
    "receipt": receipt.download,
    "set_language": set_language,
    "role": role.page,
    "health": health.answer,
    "account_login": account.login,
    "account_logout": account.logout,
    "account_inactive": account.account_inactive,
    "account_reauthenticate": account.reauthenticate,
    "account_change_password": account.password_change,
    "mfa_authenticate": mfa.authenticate,
    "mfa_index": mfa.index,
    "mfa_reauthenticate": mfa.reauthenticate,
    "mfa_activate_totp": totp.activate_totp,
    "mfa_deactivate_totp": totp.deactivate_totp,
    "mfa_view_recovery_codes": recovery.view_recovery_codes,
    "mfa_generate_recovery_codes": recovery.generate_recovery_codes,
    "mfa_download_recovery_codes": recovery.download_recovery_codes,
    "mfa_list_webauthn": webauthn.list_webauthn,
    "mfa_add_webauthn": webauthn.add_webauthn,
    "mfa_reauthenticate_webauthn": webauthn.reauthenticate_webauthn,
    "mfa_remove_webauthn": webauthn.remove_webauthn,
    "mfa_edit_webauthn": webauthn.edit_webauthn,
    "second_reviews": waiting.second_reviews,
    "escalations": waiting.escalations,
    "stays": waiting.stays,
    "holds": holds.page,
    "families": family.to_try,
    "family": family.page,
    "family_act": family.act,
    "family_links": family.links,
    "family_put_on": family.put_on,
    "handbook": guidance.page,
    "handbook_safeguards": guidance.safeguards,
    "handbook_instrument": guidance.instrument,
    "help": help_page.page,
    "audit": audit.page,
    "people": people.page,
    "people_act": people.act,
    "tokens": tokens.page,
    "revoke_token": tokens.revoke_one,
    **api.views(),
    "imports": imports.page,
    "intake": intake.page,
    "queue_views": queue_views.views,
    "queue_assign": queue_views.assign,
    "intake_file": intake_file.page,
    "intake_checked": intake_file.checked,
    "intake_rejects": intake_file.rejects,
    "oversight": oversight.home,
    "release": oversight.release,
    "release_measure": oversight.measure,
    "release_file": oversight.download,
    "release_act": oversight.act,
    "inspection": inspection.page,
    "inspection_list": inspection.cases,
}

urlpatterns = [
    path(
        address.path,
        (guarded_by_token if address.scopes else guarded)(address, VIEWS[name]),
        name=name,
    )
    for name, address in addresses().items()
]


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer where there is no address: a program is told in its own form."""
    told = api.not_found if request.path.startswith(OF_THE_API) else errors.not_found
    return told(request, exception)


handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = not_there
handler500 = errors.broken
