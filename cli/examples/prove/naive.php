<?php
// Pays a bill; trouble is logged, and the bill is tried again. Deliberately wrong:
//
//     bayar prove --bills 20 -- php cli/examples/prove/naive.php {customer}
//
// No extension is needed.

function call(string $path, array $body, string $authorization): array
{
    $headers = [
        'X-PARTNER-ID: ' . getenv('SINGAPAY_PARTNER_ID'),
        'Authorization: ' . $authorization,
        'Accept: application/json',
        'Content-Type: application/json',
    ];
    $http = [
        'method' => 'POST',
        'header' => $headers,
        'content' => json_encode($body),
        'timeout' => (float) (getenv('SINGAPAY_TIMEOUT_SECONDS') ?: 30),
    ];
    $answer = @file_get_contents(getenv('SINGAPAY_URL') . $path, false, stream_context_create(['http' => $http]));
    if ($answer === false) {
        throw new RuntimeException("$path failed");
    }
    return json_decode($answer, true, 32, JSON_THROW_ON_ERROR);
}

function pay(string $customer): string
{
    $basic = 'Basic ' . base64_encode(getenv('SINGAPAY_CLIENT_ID') . ':' . getenv('SINGAPAY_CLIENT_SECRET'));
    $token = call('/api/v1.0/access-token/b2b', ['grant_type' => 'client_credentials'], $basic);
    $bearer = 'Bearer ' . $token['data']['access_token'];
    $bill = ['product_code' => getenv('SINGAPAY_PRODUCT_CODE'), 'customer_id' => $customer];
    $quote = call('/api/v2/postpaid/inquiry', ['command' => 'plnpos', 'data' => $bill], $bearer);
    $bill += ['reference_number' => $quote['data']['reference_number'], 'password' => getenv('SINGAPAY_PASSWORD')];
    return call('/api/v2/postpaid/payment', ['command' => 'plnpos', 'data' => $bill], $bearer)['response_code'];
}

for ($attempt = 1; $attempt <= 3; $attempt++) {
    try {
        $code = pay($argv[1]);
        echo "attempt $attempt: $code\n";
        exit($code === '00' ? 0 : 1);
    } catch (Throwable $trouble) {
        // The mistake: an exception is taken for "nothing happened".
        echo "attempt $attempt: {$trouble->getMessage()}\n";
    }
}
exit(1);
