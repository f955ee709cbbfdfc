CREATE TABLE IF NOT EXISTS mq_idempotency (
    id             CHAR(64)     NOT NULL PRIMARY KEY,
    consumer_group VARCHAR(255) NOT NULL,
    listener       VARCHAR(255) NOT NULL,
    message_key    VARCHAR(255) NOT NULL,
    entry_state    VARCHAR(16)  NOT NULL,
    claimant       VARCHAR(64)  NOT NULL,
    claimed_at     BIGINT       NOT NULL,
    expires_at     BIGINT       NOT NULL
);

CREATE INDEX IF NOT EXISTS mq_idempotency_expires_at ON mq_idempotency (expires_at);
