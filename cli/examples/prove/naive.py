#!/usr/bin/env python3
"""Pays a bill the way many programs do: when the answer does not come in time, it tries again.

Deliberately wrong, to show what `bayar prove` finds:

    bayar prove -- python3 cli/examples/prove/naive.py {customer}

Python's standard library only.
"""

import base64
import json
import os
import sys
import urllib.error
import urllib.request

URL = os.environ["SINGAPAY_URL"]
TIMEOUT = float(os.environ.get("SINGAPAY_TIMEOUT_SECONDS", "30"))
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


def sign_in():
    pair = os.environ["SINGAPAY_CLIENT_ID"] + ":" + os.environ["SINGAPAY_CLIENT_SECRET"]
    basic = "Basic " + base64.b64encode(pair.encode()).decode()
    answer = call("/api/v1.0/access-token/b2b", {"grant_type": "client_credentials"}, basic)
    return "Bearer " + answer["data"]["access_token"]


def pay(customer):
    token = sign_in()
    bill = {"product_code": os.environ["SINGAPAY_PRODUCT_CODE"], "customer_id": customer}
    quote = call("/api/v2/postpaid/inquiry", {"command": "plnpos", "data": bill}, token)
    bill["reference_number"] = quote["data"]["reference_number"]
    bill["password"] = os.environ["SINGAPAY_PASSWORD"]
    return call("/api/v2/postpaid/payment", {"command": "plnpos", "data": bill}, token)


def main(customer):
    for attempt in range(1, TRIES + 1):
        try:
            answer = pay(customer)
        except (TimeoutError, ConnectionError) as trouble:
            # The mistake: "no answer" is taken for "not paid".
            print(f"attempt {attempt}: {type(trouble).__name__}, trying again")
            continue
        except urllib.error.URLError as trouble:
            print(f"attempt {attempt}: {trouble}")
            return 1
        except ValueError:
            print(f"attempt {attempt}: the answer is no JSON")
            return 1
        except Exception as trouble:  # half an answer, for example
            print(f"attempt {attempt}: {type(trouble).__name__}")
            return 1
        print(f"attempt {attempt}: {answer['response_code']} {answer['response_text']}")
        return 0 if answer["response_code"] == "00" else 1
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
