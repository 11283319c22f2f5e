// Published SNAP packages sign and bayar verifies, and the other way round. Called by .ci/snap-interop.
// dana-node: RSA transactions and notifications. doku-nodejs-library: token requests and symmetric signatures.
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [bayar, modules, keys] = process.argv.slice(2);
const { DanaSignatureUtil } = require(join(modules, 'dana-node/dist/runtime.js'));
const { WebhookParser } = require(join(modules, 'dana-node/dist/webhook/v1/webhook.js'));
const doku = require(join(modules, 'doku-nodejs-library/_services/tokenService.js'));

const key = (name) => readFileSync(join(keys, name), 'utf8');
const private_key = key('provider-pkcs8.pem');
const public_key = key('provider-public.pem');
const timestamp = '2026-01-02T03:04:05+07:00';
const path = '/v1.0/debit/notify';

function ask(questions) {
    const input = questions.map((question) => JSON.stringify(question)).join('\n');
    return execFileSync(bayar, ['snap', 'sign'], { input }).toString().trim().split('\n').map((line) => JSON.parse(line));
}

const one = (kind, input) => ask([{ kind, input }])[0];

// dana-node parses and prints the bodies that it verifies, and doku signs what JSON.stringify prints: so the bodies are such that every JSON printer agrees about them.
const bodies = [
    { originalPartnerReferenceNo: '2026-1', amount: { value: '10000.00', currency: 'IDR' }, latestTransactionStatus: '00' },
    { originalPartnerReferenceNo: '2026-2', note: 'Budi  Santoso, Curaçao 💸 <a&b>', list: [1, 2.5, null, true], empty: {} },
    { originalPartnerReferenceNo: '2026-3', virtualAccountNo: '  08889912345678', quote: 'a "b" \\ c', url: 'https://a.example/b' },
];

for (const object of bodies) {
    const compact = JSON.stringify(object);
    const sent = JSON.stringify(object, null, 2); // minified by bayar, and by dana-node's verifier

    const dana = DanaSignatureUtil.generateSnapB2BScenarioSignature('POST', path, compact, private_key, timestamp);
    for (const body of [compact, sent]) {
        const input = { method: 'POST', path, body, timestamp };
        assert.deepStrictEqual(one('tx_rsa_verify', { ...input, public_key, signature: dana }), { valid: true }, 'dana-node signs, bayar verifies');
        const signature = one('tx_rsa', { ...input, private_key }).signature;
        const headers = { 'X-SIGNATURE': signature, 'X-TIMESTAMP': timestamp };
        new WebhookParser(public_key).parseWebhook('POST', path, headers, body); // throws if it refuses
    }

    const [secret, token] = ['demo-secret', 'demo-token'];
    const symmetric = doku.generateSymmetricSignature('POST', path, token, object, timestamp, secret);
    const input = { secret, method: 'POST', path, token, body: sent, timestamp };
    assert.deepStrictEqual(one('tx_hmac_verify', { ...input, signature: symmetric }), { valid: true }, 'doku signs, bayar verifies');
    const signed = one('tx_hmac', input).signature;
    assert.ok(doku.compareSignaturesSymmetric(signed, symmetric), 'bayar signs, doku verifies');
    assert.strictEqual(signed, symmetric);
}

const client_id = 'demo-client';
const token = doku.generateSignature(private_key, client_id, timestamp);
assert.deepStrictEqual(one('token_rsa_verify', { public_key, client_id, timestamp, signature: token }), { valid: true });
const ours = one('token_rsa', { private_key, client_id, timestamp }).signature;
assert.strictEqual(doku.compareSignatures(ours, public_key, client_id, timestamp), true, 'bayar signs, doku verifies a token request');
assert.strictEqual(DanaSignatureUtil.generateSnapApplyTokenScenarioSignature(client_id, private_key, timestamp), ours);

// And they refuse alike.
const wrong = ours.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'));
assert.strictEqual(doku.compareSignatures(wrong, public_key, client_id, timestamp), false);
assert.deepStrictEqual(one('token_rsa_verify', { public_key, client_id, timestamp, signature: wrong }), { valid: false });
assert.throws(() => new WebhookParser(public_key).parseWebhook('POST', path, { 'X-SIGNATURE': wrong, 'X-TIMESTAMP': timestamp }, '{}'));
