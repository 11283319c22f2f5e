#!/usr/bin/env python3
"""Pays a bill so that it is never paid twice and never told wrongly, with a file as its memory.

    bayar prove -- python3 cli/examples/prove/careful.py {customer}

What makes the difference to naive.py:

* the reference number is on disk before the payment is sent, and a program that finds one there never pays again;
* every answer to a payment but a clear yes leads to a look-up, never to a second payment;
* what the look-up does not know either stays open (exit code 75): absent is no proof.

Python's standard library only.
"""

import base64
import datetime
import json
import os
import pathlib
import sys
import urllib.request

PAID, NOT_PAID, OPEN = 0, 1, 75
URL = os.environ["SINGAPAY_URL"]
TIMEOUT = float(os.environ.get("SINGAPAY_TIMEOUT_SECONDS", "30"))
STATE = pathlib.Path(os.environ.get("BAYAR_PROVE_STATE", "."))
WIB = datetime.timezone(datetime.timedelta(hours=7))
TRIES = 3


def call(path, body, authorization):
    headers = {
        "X-PARTNER-ID": os.environ["SINGAPAY_PARTNER_ID"],
        "Authorization": authorization,
        "Accept": "application/json",
        "Content-Type": "application/json",
    }
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        return json.load(answer)


def read(path, body, authorization):
    """A call that moves no money may be repeated."""
    for _ in range(TRIES):
        try:
            return call(path, body, authorization)
        except Exception as trouble:
            print(f"{path}: {type(trouble).__name__}")
    return None


def sign_in():
    pair = os.environ["SINGAPAY_CLIENT_ID"] + ":" + os.environ["SINGAPAY_CLIENT_SECRET"]
    basic = "Basic " + base64.b64encode(pair.encode()).decode()
    answer = read("/api/v1.0/access-token/b2b", {"grant_type": "client_credentials"}, basic)
    return answer and "Bearer " + answer["data"]["access_token"]


def remember(file, sent):
    """Durable when it returns."""
    draft = file.with_suffix(".draft")
    with draft.open("w") as out:
        json.dump(sent, out)
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, file)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def look_up(token, customer, reference):
    """What the provider's list says about this reference number. Absent is no proof."""
    today = datetime.datetime.now(WIB).date()
    day = datetime.timedelta(days=1)
    data = {"customer_id": customer, "start_date": str(today - 7 * day), "end_date": str(today + day)}
    found = set()
    page = last = 1
    while page <= last:
        answer = read("/api/v1/list-bill-transaction", {"command": "list-bill-transaction", "data": {**data, "page": str(page)}}, token)
        if not answer or answer.get("response_code") != "00":
            return OPEN
        rows = answer["data"]["bill_transactions"]
        found |= {row["status"] for row in rows if row["reference_number"] == reference and row["paid_at"]}
        last = answer["data"]["pagination"]["last_page"]
        page += 1
    print(f"look-up: {', '.join(sorted(found)) or 'absent'}")
    if found == {"success"}:
        return PAID
    if found and found <= {"failed", "refunded"}:
        return NOT_PAID
    return OPEN


def pay_once(token, file, bill):
    quote = read("/api/v2/postpaid/inquiry", {"command": "plnpos", "data": bill}, token)
    if not quote or quote.get("response_code") != "00":
        return None
    price, reference = quote["data"]["price"], quote["data"]["reference_number"]
    remember(file, {"reference_number": reference, "price": price})
    sent = {**bill, "reference_number": reference, "password": os.environ["SINGAPAY_PASSWORD"]}
    try:
        answer = call("/api/v2/postpaid/payment", {"command": "plnpos", "data": sent}, token)
    except Exception as trouble:
        print(f"payment: {type(trouble).__name__}, looking it up")
        return None
    data = answer.get("data") or {}
    if answer.get("response_code") == "00" and data.get("price") == price and data.get("customer_id") == bill["customer_id"]:
        return PAID
    print(f"payment: {answer.get('response_code')}, looking it up")
    return None


def main(customer):
    file = STATE / f"{customer}.json"
    token = sign_in()
    if not token:
        return OPEN
    if not file.exists():
        bill = {"product_code": os.environ["SINGAPAY_PRODUCT_CODE"], "customer_id": customer}
        if pay_once(token, file, bill) == PAID:
            return PAID
        if not file.exists():
            return OPEN  # nothing was sent; the next run begins anew
    return look_up(token, customer, json.loads(file.read_text())["reference_number"])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except Exception as trouble:
        # An uncaught exception would end with 1, which says "not paid".
        print(f"{type(trouble).__name__}: {trouble}")
        sys.exit(OPEN)
