-- What the first version wrote: a payment that was interrupted while it was sent, and looked up once.
INSERT INTO events VALUES
    (1, '01a1f6e5878000000000000000000000', 1, 1795143600000, NULL, 'quoted', 'created', NULL, NULL,
        'd6a5d7bf49fb942378dd685eef44cbff8f589fbada73821b46f6af315fe688cf',
        '26cbb0c42105072bcf3606c291adb5b6d8730453ea2c459c7595f5795f9a0e8f'),
    (2, '01a1f6e5878000000000000000000000', 2, 1795143601000, 'quoted', 'sending', 'permitted', NULL, NULL,
        'd56592105d465ff101d6f43d45570de2a4a2c8bf7cd74cef96dd7a8ac5b55634',
        '379c0d3964ae8fdb48b41049aaad18c72a30b860ba1b6b67119a097b6db37a22'),
    (3, '01a1f6e5878000000000000000000000', 3, 1795143602000, 'sending', 'unknown', 'interrupted', NULL, NULL,
        '6beccf7070f5b39304ba0814264ed38d2d0212c4fc32b1e5a882ecf600938c27',
        'd7aceef047b3583f689c529d9531d5a3b5e7885502fb2356ec7689d20b4ff971'),
    (4, '01a1f6e5878000000000000000000000', 4, 1795143662000, 'unknown', 'unknown', 'looked up', NULL, NULL,
        'a37fcf8323a3c444c9fb796d9a0078cf32f620055719e1a098d5fde8fd768796',
        '08165cfccf5049c77a12d1cd9c83262429b7041f86baadbd292688faa6a1f211');
INSERT INTO meta VALUES ('epoch', '1'), ('store', 'de593b9206554c69df680cbb4de6717b'), ('released_by', 'sari'),
    ('head', '4 08165cfccf5049c77a12d1cd9c83262429b7041f86baadbd292688faa6a1f211');
INSERT INTO intents VALUES ('01a1f6e5878000000000000000000000', 4, 'jakarta', 'order-0', 'unknown', 1795143780000, NULL, 1795143662000, NULL,
    '{"id":"01a1f6e5878000000000000000000000","version":4,"account":"jakarta","key":"order-0","provider":"singapay","environment":"sandbox","product":"SPPLNPOS","at_most":"74194","tag":null,"group":null,"state":"unknown","reason":"interrupted","offer":{"reference":"INQ0","price":"74194","made_at":1795143600000},"at_the_door":false,"turned_away":0,"checks":{"since":1795143601000,"absences":0,"absent_at":null},"due":1795143780000,"transaction_id":null,"paid":null,"receipt":"missing","created":1795143600000,"updated":1795143662000}',
    'jakarta SPPLNPOS 1', '{"customer":"1","details":{},"digest":"d"}');
INSERT INTO attempts VALUES ('01a1f6e5878000000000000000000000', 1,
    '{"number":1,"at":1795143601000,"monotonic":{"secs":1,"nanos":0},"send_by":1795143631000,"reference":"INQ0","request_hash":"Zk3v","answer":null,"raw":null}');
