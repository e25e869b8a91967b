"""Certificates that sign themselves, for servers on loopback."""

import ssl
import subprocess
from pathlib import Path

import pytest


def certificate_for(host: str, folder: Path) -> Path:
    """A file with a key and its certificate for a host; beside it, with the suffix .crt, the certificate alone.

    Skips the test where there is no openssl.
    """
    path = folder / "both.pem"
    alone = path.with_suffix(".crt")
    command = [
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
        *("-days", "2", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"),
        *("-keyout", str(path), "-out", str(alone)),
    ]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl here to make a certificate with")
    path.write_text(path.read_text() + alone.read_text())
    return path


def serving_with(certificate: Path) -> ssl.SSLContext:
    """What a server shows it with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
