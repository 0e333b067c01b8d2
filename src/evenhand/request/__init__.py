"""The request for discretion of one client: what counsel files, and a worksheet that stays inside.

Both are made from the explanation of the case: what is proven and weighs for the respondent, with
the place in the guidance that names it. The software argues nothing, and what is unknown or weighs
against is told to counsel only.
"""
