/**
 * Input from and output to Kafka: what the clients are told, what is asked of the brokers before
 * the job starts, how records become signals, and how verdicts, decisions and dead letters become
 * records.
 */
package io.chronofabric.jobs.kafka;
