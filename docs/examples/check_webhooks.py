"""Checks webhooks of batches as standardwebhooks.com says; needs Python alone."""

import base64
import hashlib
import hmac
import json
import time


def checked(secret, headers, body, now=None):
    """The message in `body` (bytes); `ValueError` for what is not from Penstock, or is older than five minutes."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    sent = headers["webhook-timestamp"]
    signed = f"{headers['webhook-id']}.{sent}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    if not any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split()):
        raise ValueError("The signature is not ours.")
    if abs((time.time() if now is None else now) - int(sent)) > 300:
        raise ValueError("The message is old.")
    return json.loads(body)
