"""Published vectors: trees (RFC 6962's reference tests), signatures (RFC 8032), signed notes."""

from __future__ import annotations

import random

import pytest

from evenhand.ledger import merkle, note, standalone
from evenhand.ledger.merkle import Tree
from evenhand.ledger.note import Note, SignerKey, VerifierKey
from tests.support.effort import NIGHTLY

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
          "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSION = [  # index, size, path
    (0, 1, []),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[4]]),
    (2, 3, [ROOTS[2]]),
    (1, 5, [ROOTS[1], B, D]),
]
CONSISTENCY = [  # old, new, path
    (1, 1, []),
    (1, 8, [A, B, C]),
    (6, 8, [F, E, ROOTS[4]]),
    (2, 5, [B, D]),
]
TREE = Tree(merkle.sha256(b"\x00" + bytes.fromhex(leaf)).digest() for leaf in LEAVES)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    """The root of the first N leaves is the published one, in both programs."""
    assert TREE.root(size).hex() == ROOTS[size]
    assert standalone.root_of(TREE.levels[0], 0, size).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int, path: list[str]) -> None:
    """The proof that a leaf is in the tree is the published one, and both programs accept it."""
    made = merkle.inclusion(TREE.find, index, size)
    leaf, top = TREE.levels[0][index], bytes.fromhex(ROOTS[size])
    assert [step.hex() for step in made] == path
    assert merkle.included(leaf, index, size, made, top)
    assert standalone.root_by_path(leaf, index, size, made) == top


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(old: int, new: int, path: list[str]) -> None:
    """The proof that one tree extends another is the published one, and is accepted."""
    made = merkle.consistency(TREE.find, old, new)
    assert [step.hex() for step in made] == path
    tops = bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new])
    assert merkle.extends(old, tops[0], new, tops[1], made)


LARGE = Tree(merkle.sha256(bytes([n % 256, n // 256])).digest() for n in range(512))
LOTS = random.Random(6962)
WHOLE = 512 if NIGHTLY else 96  # up to here every leaf and every pair; above, a sample of each


def _some(size: int) -> list[int]:
    return list(range(size)) if size <= WHOLE else [0, size - 1, *LOTS.sample(range(size), 6)]


@pytest.mark.parametrize("size", range(1, 513))
def test_proofs_hold_at_every_size(size: int) -> None:
    """At each size to 512 proofs are accepted, and refused with any step changed, cut or added."""
    top = standalone.root_of(LARGE.levels[0], 0, size)
    assert LARGE.root(size) == top
    for index in _some(size):
        leaf, path = LARGE.levels[0][index], merkle.inclusion(LARGE.find, index, size)
        assert merkle.included(leaf, index, size, path, top)
        assert standalone.root_by_path(leaf, index, size, path) == top
        for wrong in _spoiled(path):
            assert not merkle.included(leaf, index, size, wrong, top)
            assert standalone.root_by_path(leaf, index, size, wrong) != top
        assert not merkle.included(leaf, size, size, path, top)
    for old in _some(size):
        old_top, path = LARGE.root(old), merkle.consistency(LARGE.find, old, size)
        assert merkle.extends(old, old_top, size, top, path)
        assert old == 0 or not merkle.extends(old, LARGE.root(old - 1), size, top, path)
        for wrong in _spoiled(path) if old else []:
            assert not merkle.extends(old, old_top, size, top, wrong)


def _spoiled(path: list[bytes]) -> list[list[bytes]]:
    at = LOTS.randrange(len(path)) if path else 0
    changed = [[*path[:at], bytes(32), *path[at + 1 :]], path[:-1]] if path else []
    return [*changed, [*path, bytes(32)]]


def test_a_tree_is_never_older_than_itself() -> None:
    """No proof says that a smaller tree extends a larger one, or one of the same size another."""
    one, two = LARGE.root(5), LARGE.root(6)
    assert not merkle.extends(6, two, 5, one, [])
    assert not merkle.extends(5, one, 5, two, [])
    with pytest.raises(ValueError, match="cannot extend"):
        merkle.consistency(LARGE.find, 6, 5)
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion(LARGE.find, 5, 5)


SIGNATURES = [  # RFC 8032, 7.1: secret, public, message, signature
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), SIGNATURES)
def test_signatures_are_the_published_ones(
    secret: str, public: str, message: str, signature: str
) -> None:
    """The plain-Python check accepts the published signatures and the package makes their keys."""
    key, said, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert SignerKey("x", bytes.fromhex(secret)).verifier.public == key
    assert standalone.signature_holds(key, said, signed)
    for bit in range(0, 512, 17):
        spoiled = bytearray(signed)
        spoiled[bit // 8] ^= 1 << bit % 8
        assert not standalone.signature_holds(key, said, bytes(spoiled))
    assert not standalone.signature_holds(key, said + b"x", signed)
    assert not standalone.signature_holds(key[:-1], said, signed)
    larger = int.from_bytes(signed[32:], "little") + standalone.ORDER
    if larger < 2**256:  # the same number in another spelling
        twice = signed[:32] + larger.to_bytes(32, "little")
        assert not standalone.signature_holds(key, said, twice)


# The reference note of the Go module that defined the format.
PUBLISHED = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
SIGNATURE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
SIGNED = f"{TEXT}\n— PeterNeumann {SIGNATURE}\n"


def test_notes_are_the_published_ones() -> None:
    """The published key signs the published text as published, and its note is accepted."""
    assert str(VerifierKey.parse(PUBLISHED)) == PUBLISHED
    assert str(SignerKey.parse(SECRET).verifier) == PUBLISHED
    assert SignerKey.parse(SECRET).written() == SECRET
    assert note.signed(TEXT, [SignerKey.parse(SECRET)]) == SIGNED
    found = Note.parse(SIGNED)
    assert found.text == TEXT
    assert found.signed_by([VerifierKey.parse(PUBLISHED)]) == [VerifierKey.parse(PUBLISHED)]
    name, key_id, public = standalone.read_key(PUBLISHED)
    assert (name, key_id.hex()) == ("PeterNeumann", "c74f20a3")
    assert standalone.signature_holds(public, TEXT.encode(), found.signatures[0].data)


@pytest.mark.parametrize(
    "wrong",
    [
        PUBLISHED.replace("c74f20a3", "c74f20a4"),
        PUBLISHED.replace("Peter", "Petra"),
        PUBLISHED[:-4],
        PUBLISHED.replace("+", " "),
        "PeterNeumann+c74f20a3+!!!!",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "",
    ],
)
def test_a_damaged_key_is_refused(wrong: str) -> None:
    """A key whose id, name or bytes were changed is no key, in either program."""
    with pytest.raises(note.NotANote):
        VerifierKey.parse(wrong)
    with pytest.raises(standalone.Wrong):
        standalone.read_key(wrong)


def test_a_bad_signature_under_a_known_key_spoils_the_note() -> None:
    """A note with a good and a bad signature of known keys is signed by nobody."""
    other = SignerKey("office.example", bytes(range(32)))
    both = note.signed(TEXT, [SignerKey.parse(SECRET), other])
    keys = [VerifierKey.parse(PUBLISHED), other.verifier]
    assert Note.parse(both).signed_by(keys) == keys
    spoiled = Note.parse(both.replace("problem,", "problems,"))
    assert spoiled.signed_by(keys) == []
    assert "secret" not in repr(other).lower()
    assert other.secret.hex() not in repr(other)
