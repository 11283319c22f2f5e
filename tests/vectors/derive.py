#!/usr/bin/env python3
"""Derives the vectors of this folder with the openssl command line. Prints JSON lines, one file for each argument.

    python3 derive.py hmac > hmac.jsonl
    python3 derive.py rsa > rsa.jsonl

Nothing of bayar is used. Hashes, MACs and signatures come from openssl; minify is a regular expression, so that it is
another implementation than the crate's. `minify.jsonl` and `references.jsonl` are written by hand.
"""
import base64, json, re, subprocess, sys, tempfile, os

HERE = os.path.dirname(os.path.abspath(__file__))
WIB = "2026-01-02T03:04:05+07:00"


def openssl(*arguments, stdin=b""):
    return subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, check=True).stdout


def minify(body):
    return re.sub(r'("(?:\\.|[^"\\])*")|[ \t\r\n]+', lambda found: found[1] or "", body, flags=re.S)


def body_hash(body):
    return openssl("dgst", "-sha256", "-binary", stdin=minify(body).encode()).hex()


def hmac(secret, text):
    key = "hexkey:" + secret.encode().hex()
    return openssl("dgst", "-sha512", "-mac", "HMAC", "-macopt", key, "-binary", stdin=text.encode())


def rsa(key, text):
    return openssl("dgst", "-sha256", "-sign", os.path.join(HERE, "keys", key), "-binary", stdin=text.encode())


def pem(name):
    with open(os.path.join(HERE, "keys", name)) as file:
        return file.read()


def line(name, kind, given, output):
    print(json.dumps({"name": name, "kind": kind, "input": given, "output": output}, ensure_ascii=False))


BODIES = {
    "compact": '{"partnerReferenceNo":"2026-1","amount":{"value":"10000.00","currency":"IDR"}}',
    "pretty": '{\n  "partnerReferenceNo": "2026-1",\n  "amount": {\n    "value": "10000.00",\n    "currency": "IDR"\n  }\n}\n',
    "CRLF and tabs": '{\r\n\t"a" :\t1 ,\r\n\t"b" : [ 1 , 2 ]\r\n}\r\n',
    "spaces in strings": '{ "virtualAccountNo" : "  088899 1" , "name" : "Budi  Santoso " }',
    "quotes and backslashes": '{ "a" : "say \\"hi\\" \\\\" , "b" : "\\\\\\" , \\" " , "c" : "\\\\" }',
    "escaped slash": '{"url":"https:\\/\\/toko.example\\/a b"}',
    "plain slash": '{"url":"https://toko.example/a b"}',
    "unicode raw": '{"kota":"Curaçao","emoji":"😀","cjk":"支払い"}',
    "unicode escaped": '{"kota":"Cura\\u00e7ao","emoji":"\\ud83d\\ude00"}',
    "no-break space between values": '{"a":\u00a01, "b":2}',
    "numbers": '{"a":1.50,"b":1e5,"c":12345678901234567890,"d":-0.0,"e":1E+2}',
    "duplicate keys and nulls": '{"b":1,"a":null,"b":2,"c":{},"d":[]}',
    "array": '[ { "a" : 1 } , [ ] , "x y" ]',
    "empty object": "{}",
    "empty": "",
    "html": '{"note":"a < b & c > d","quote":"\'"}',
    "not JSON": "amount=10000&note=a",
}
PATHS = {
    "plain": "/v1.0/debit/payment-host-to-host",
    "query": "/v1.0/get-auth-code?scopes=QUERY_BALANCE&state=abc",
    "encoded query": "/v1.0/list?from=2026-01-02T03%3A04%3A05%2B07%3A00&b=x%20y&a=1",
    "prefix": "/openapi/v1.0/balance-inquiry",
}
TOKENS = ["demo-token", "a" * 2048, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"]
SECRETS = ["demo-secret", "c2VjcmV0IGluIGJhc2U2NA==", "5ca3b0a34d3b313e10164081ff1b6492", "rahasia – ç 😀", "k" * 200]
TIMES = [WIB, "2026-01-02T03:04:05.678+07:00", "2026-01-01T20:04:05Z", "2026-12-31T23:59:59-03:30"]


def transaction(method, path, token, body, time):
    token = [] if token is None else [token]
    return ":".join([method, path, *token, body_hash(body), time])


def hmac_vectors():
    cases = [("POST", name, PATHS["plain"], TOKENS[0], body, SECRETS[0], WIB) for name, body in BODIES.items()]
    cases += [("GET", "path: " + name, path, TOKENS[0], "", SECRETS[0], WIB) for name, path in PATHS.items()]
    cases += [("DELETE", "delete with body", "/v1.0/transfer-va/delete-va", TOKENS[0], BODIES["pretty"], SECRETS[0], WIB)]
    cases += [("PUT", "put", "/v1.0/transfer-va/update-va", TOKENS[0], BODIES["compact"], SECRETS[0], WIB)]
    cases += [("POST", f"token {n}", PATHS["plain"], token, BODIES["compact"], SECRETS[0], WIB) for n, token in enumerate(TOKENS)]
    cases += [("POST", f"secret {n}", PATHS["plain"], TOKENS[0], BODIES["compact"], s, WIB) for n, s in enumerate(SECRETS)]
    cases += [("POST", f"time {n}", PATHS["plain"], TOKENS[0], BODIES["compact"], SECRETS[0], t) for n, t in enumerate(TIMES)]
    for method, name, path, token, body, secret, time in cases:
        text = transaction(method, path, token, body, time)
        tag = hmac(secret, text)
        given = {"secret": secret, "method": method, "path": path, "token": token, "body": body, "timestamp": time}
        base64_text = base64.b64encode(tag).decode()
        output = {"body_hash": body_hash(body), "string_to_sign": text, "signature": base64_text, "signature_hex": tag.hex()}
        line(name, "tx_hmac", given, output)
        line(name, "body_hash", {"body": body}, {"body_hash": body_hash(body)})
        line(name, "hmac_sts", {"secret": secret, "string_to_sign": text}, {"signature": base64_text, "signature_hex": tag.hex()})
        line(name, "tx_hmac_verify", given | {"signature": base64_text}, {"valid": True})
    wrong(given, tag)


def wrong(given, tag):
    right = base64.b64encode(tag).decode()
    swapped = "".join(c.lower() if c.isupper() else c.upper() for c in right)
    spellings = {
        "case swapped": swapped,
        "small letters": right.lower(),
        "hex": tag.hex(),
        "padding lost": right.rstrip("="),
        "url alphabet": right.replace("+", "-").replace("/", "_"),
        "line end": right + "\n",
        "space": " " + right,
        "stray bits": right[:-3] + chr(ord(right[-3]) + 1) + "==",
        "short": base64.b64encode(tag[:32]).decode(),
        "empty": "",
        "no base64": "?",
        "first byte": base64.b64encode(bytes([tag[0] ^ 1]) + tag[1:]).decode(),
        "last byte": base64.b64encode(tag[:-1] + bytes([tag[-1] ^ 1])).decode(),
    }
    for name, text in spellings.items():
        if text != right:
            line(name, "tx_hmac_verify", given | {"signature": text}, {"valid": False})
    for field, value in [("body", "{}"), ("method", "PUT"), ("path", given["path"] + "/"), ("token", "x"), ("secret", "x"), ("timestamp", WIB)]:
        line("changed " + field, "tx_hmac_verify", given | {field: value, "signature": right}, {"valid": False})


def rsa_vectors():
    for key, public in [("partner-pkcs8.pem", "partner-public.pem"), ("partner-pkcs1.pem", "partner-public-pkcs1.pem"), ("provider-pkcs8.pem", "provider-public.pem")]:
        forms = {"": pem(key), " on one line": pem(key).replace("\n", "\\n"), " with CRLF": pem(key).replace("\n", "\r\n")}
        forms[" without armour"] = "".join(row for row in pem(key).splitlines() if not row.startswith("-----"))
        for client in ["demo-client", "962489e9-de5d-4eb7-92a4-b07d44d64bf4", "klien ç"]:
            text = client + "|" + WIB
            signature = base64.b64encode(rsa(key, text)).decode()
            for form, private in forms.items() if client == "demo-client" else [("", pem(key))]:
                given = {"private_key": private, "client_id": client, "timestamp": WIB}
                line(key + form, "token_rsa", given, {"string_to_sign": text, "signature": signature})
            given = {"public_key": pem(public), "client_id": client, "timestamp": WIB}
            line(public, "token_rsa_verify", given | {"signature": signature}, {"valid": True})
            line(public + ", other client", "token_rsa_verify", given | {"client_id": "x", "signature": signature}, {"valid": False})
            line(public + ", hex", "token_rsa_verify", given | {"signature": rsa(key, text).hex()}, {"valid": False})
        for name, body in BODIES.items():
            text = transaction("POST", PATHS["plain"], None, body, WIB)
            signature = base64.b64encode(rsa(key, text)).decode()
            given = {"method": "POST", "path": PATHS["plain"], "body": body, "timestamp": WIB}
            output = {"body_hash": body_hash(body), "string_to_sign": text, "signature": signature}
            line(name, "tx_rsa", {"private_key": pem(key)} | given, output)
            line(name, "tx_rsa_verify", {"public_key": pem(public)} | given | {"signature": signature}, {"valid": True})
            line(name + ", changed", "tx_rsa_verify", {"public_key": pem(public)} | given | {"body": body + "1", "signature": signature}, {"valid": False})
    short = {"private_key": pem("short-pkcs8.pem"), "client_id": "x", "timestamp": WIB}
    line("1024 bits", "token_rsa", short, {"error": "1024"})
    line("a public key", "token_rsa", short | {"private_key": pem("partner-public.pem")}, {"error": "public key"})
    line("1024 bits", "token_rsa_verify", {"public_key": pem("short-public.pem"), "client_id": "x", "timestamp": WIB, "signature": ""}, {"error": "1024"})


{"hmac": hmac_vectors, "rsa": rsa_vectors}[sys.argv[1]]()
