#!/bin/sh
# Pays a bill with curl, and lets curl's own --retry repeat what fails. Deliberately wrong:
#
#     bayar prove --bills 20 -- sh cli/examples/prove/naive.sh {customer}
#
# curl and sed are all it needs.

customer=$1

post() {
    path=$1 body=$2
    shift 2
    curl --silent --show-error --fail --max-time "$SINGAPAY_TIMEOUT_SECONDS" --retry 2 --retry-delay 1 --retry-all-errors \
        --header "X-PARTNER-ID: $SINGAPAY_PARTNER_ID" --header 'Accept: application/json' \
        --header 'Content-Type: application/json' --data "$body" "$@" "$SINGAPAY_URL$path"
}

field() {
    sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

bill="\"product_code\":\"$SINGAPAY_PRODUCT_CODE\",\"customer_id\":\"$customer\""
token=$(post /api/v1.0/access-token/b2b '{"grant_type":"client_credentials"}' \
    --user "$SINGAPAY_CLIENT_ID:$SINGAPAY_CLIENT_SECRET" | field access_token)
bearer="Authorization: Bearer $token"
reference=$(post /api/v2/postpaid/inquiry "{\"command\":\"plnpos\",\"data\":{$bill}}" --header "$bearer" | field reference_number)
bill="$bill,\"reference_number\":\"$reference\",\"password\":\"$SINGAPAY_PASSWORD\""
# The mistake is in this line: a payment is repeated like any other request.
code=$(post /api/v2/postpaid/payment "{\"command\":\"plnpos\",\"data\":{$bill}}" --header "$bearer" | field response_code)
echo "response code: ${code:-none}"
test "$code" = 00
