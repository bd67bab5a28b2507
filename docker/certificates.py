"""A certificate authority of this installation's own, and Elasticsearch's certificate by it.

Run by the service `certificates` before all others; what is there and still valid for a month stays.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAMES = ("elasticsearch", "localhost")
VALID = timedelta(days=3 * 365)
LEAST_LEFT = timedelta(days=30)


def main(folder: Path) -> None:
    """Write `ca/ca.crt`, which all read, and `elasticsearch/node.crt` and `.key`, for that service alone."""
    authority_file = folder / "ca" / "ca.crt"
    certificate_file, key_file = (folder / "elasticsearch" / name for name in ("node.crt", "node.key"))
    if certificate_file.exists() and _expires(certificate_file) - datetime.now(UTC) > LEAST_LEFT:
        print(f"certificates are there, valid until {_expires(certificate_file):%Y-%m-%d}")
        return
    # Its key is kept nowhere: when the certificate runs out, both are made anew.
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority_name = _name("Clippings certificate authority")
    authority = (
        _begun(authority_name, authority_name, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    names = [*map(x509.DNSName, NAMES), x509.IPAddress(ip_address("127.0.0.1"))]
    certificate = (
        _begun(_name(NAMES[0]), authority_name, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    _write(key_file, _private(key), 0o640)
    _write(authority_file, authority.public_bytes(serialization.Encoding.PEM), 0o644)
    _write(certificate_file, certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    print(f"certificates are made, valid until {_expires(certificate_file):%Y-%m-%d}")


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:  # noqa: PTH123
        file.write(content)
    partial.chmod(mode)
    partial.rename(path)


def _expires(path: Path) -> datetime:
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc


if __name__ == "__main__":
    main(Path(sys.argv[1]))
