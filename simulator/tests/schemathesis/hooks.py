"""What Schemathesis needs to get past the door of the simulator, and which of its answers no specification has.

Loaded by `.ci/schemathesis` through SCHEMATHESIS_HOOKS; SIMULATOR holds the line that the example `unsigned` prints.
"""

import base64
import itertools
import json
import os
import urllib.request

import schemathesis

SIMULATOR = json.loads(os.environ["SIMULATOR"])
SINGAPAY, FINNET, PAYCOMBAT = SIMULATOR["singapay"], SIMULATOR["finnet"], SIMULATOR["paycombat"]

# Answers of the simulator that no document of the provider has, so that the specification must not have them either.
# They are settings or listed choices of the simulator (simulator/README.md, "Assumptions"); their bodies are checked
# against the schema named here.
ASSUMED = {
    # An X-PARTNER-ID of nobody, and an unknown grant_type.
    "singapay": ({403, 422}, "UnauthorizedErrorResponse"),
    # An X-EXTERNAL-ID that was used today: the national standard's 409.
    "finnet": ({400, 409}, "Refusal"),
    # PayCombat documents no refusal at all.
    "paycombat": ({400, 401, 404}, None),
}
# For methods and paths that no operation has: HTTP's own.
NO_OPERATION = {404, 405}


def post(url, headers, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def singapay_token():
    pair = base64.b64encode(f"{SINGAPAY['client_id']}:{SINGAPAY['client_secret']}".encode()).decode()
    headers = {"X-PARTNER-ID": SINGAPAY["partner_id"], "Authorization": f"Basic {pair}"}
    answer = post(SINGAPAY["url"] + "/api/v1.0/access-token/b2b", headers, {"grant_type": "client_credentials"})
    return f"Basic {pair}", "Bearer " + answer["data"]["access_token"]


def finnet_token():
    headers = {"X-TIMESTAMP": TIME, "X-CLIENT-KEY": FINNET["client_id"], "X-SIGNATURE": "unsigned"}
    answer = post(FINNET["url"] + "/v1.0/access-token/b2b", headers, {"grantType": "client_credentials"})
    return "Bearer " + answer["accessToken"]


TIME = "2026-01-02T03:04:05+07:00"
SINGAPAY_BASIC, SINGAPAY_BEARER = singapay_token()
FINNET_BEARER = finnet_token()
EXTERNAL_IDS = itertools.count(1)
CALLS = itertools.count(1)


def singapay(path, body, payable):
    headers = {"X-PARTNER-ID": SINGAPAY["partner_id"], "Authorization": SINGAPAY_BEARER, "Accept": "application/json"}
    if path.endswith("/access-token/b2b"):
        return {**headers, "Authorization": SINGAPAY_BASIC}
    data = body.get("data") if isinstance(body, dict) else None
    if isinstance(data, dict) and payable:
        reach(path, body, data, headers)
    return headers


# A bill of the demo world, and what is no phone number.
BILLS = itertools.cycle(
    [
        ("plnpos", {"customer_id": "114676170021", "product_code": "SPPLNPOS"}),
        ("plnpos", {"customer_id": "114676170021", "product_code": "SPPLNPOS"}),
        ("mobpos", {"customer_id": "no phone", "product_code": "SPMOBPOS"}),
    ]
)
PULSA = {"customer_id": "081200000001", "product_code": "SPTLKMAS10"}
BOUGHT = []


def reach(path, body, data, headers):
    """Puts what only the simulator knows into a generated body: a reference number, a transaction id, the password."""
    command, bill = next(BILLS)
    if path == "/api/v2/postpaid/inquiry":
        body["command"] = command
        data.update(bill)
    if path == "/api/v2/postpaid/payment":
        body["command"] = command
        data.update(bill, password=SINGAPAY["password"])
        if command == "plnpos":
            quote = post(SINGAPAY["url"] + "/api/v2/postpaid/inquiry", headers, {"command": command, "data": bill})
            data["reference_number"] = quote["data"]["reference_number"]
    if path == "/api/v2/prepaid/payment":
        body["command"] = "pulsa"
        data.update(PULSA, password=SINGAPAY["password"])
    if path == "/api/v1/detail-bill-transaction" and BOUGHT:
        data["transaction_id"] = BOUGHT[-1]


def finnet(path, body, payable):
    if path == "/v1.0/access-token/b2b":
        return {"X-CLIENT-KEY": FINNET["client_id"], "X-TIMESTAMP": TIME, "X-SIGNATURE": "unsigned"}
    if isinstance(body, dict) and payable and "phoneNo" in body:
        body["phoneNo"] = FINNET["phone"]
    return {
        "Authorization": FINNET_BEARER,
        "X-PARTNER-ID": FINNET["client_id"],
        "CHANNEL-ID": FINNET["channel_id"],
        "ORIGIN": FINNET["origin"],
        "X-TIMESTAMP": TIME,
        "X-SIGNATURE": "unsigned",
        "X-EXTERNAL-ID": str(next(EXTERNAL_IDS)),
        "Authorization-Customer": "Bearer " + FINNET["customer_token"],
    }


def paycombat(path, body, payable):
    return {
        "X-Merchant-Identifier-Id": PAYCOMBAT["merchant_identifier"],
        "X-token": PAYCOMBAT["token"],
        "X-Type": "sandbox",
    }


PROVIDERS = {"singapay": singapay, "finnet": finnet, "paycombat": paycombat}


def provider(case):
    return next(name for name in PROVIDERS if SIMULATOR[name]["url"] == case.operation.schema.config.base_url)


@schemathesis.hook
def before_call(context, case, **kwargs):
    """Seven of eight calls come from somebody known, every second one about somebody known; the rest stays random."""
    number = next(CALLS)
    if number % 8 == 0:
        return
    name = provider(case)
    headers = PROVIDERS[name](case.operation.path, case.body, number % 2 == 1)
    case.headers.update(headers)
    if name == "paycombat" and number % 2 == 1:
        case.path_parameters["customer_id"] = PAYCOMBAT["customer_id"]


@schemathesis.check
def known_status(ctx, response, case):
    """The specification has this status, or the table of assumptions has it and the body is that of a refusal."""
    path = case.operation.path
    if path in ("/api/v2/postpaid/payment", "/api/v2/prepaid/payment") and response.status_code == 200:
        BOUGHT.extend(filter(None, [(response.json().get("data") or {}).get("transaction_id")]))
    documented = set(case.operation.definition.raw["responses"])
    if str(response.status_code) in documented:
        return
    if case.method.upper() != case.operation.method.upper() and response.status_code in NO_OPERATION:
        return
    assumed, schema = ASSUMED[provider(case)]
    assert response.status_code in assumed, f"{response.status_code} is neither documented nor assumed"
    if schema:
        required = case.operation.schema.raw_schema["components"]["schemas"][schema]["required"]
        missing = [key for key in required if key not in response.json()]
        assert not missing, f"an assumed refusal without {missing}"
