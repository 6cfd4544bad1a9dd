/**
 * Rules beside Flink CEP, SQL MATCH_RECOGNIZE and Esper, where those can say the same. Each gets
 * the same events and must find the same broken moments before its cost is shown; on Flink it is
 * compared with the rule as a Flink operator, in one process without Flink with the rule there.
 */
package io.chronofabric.it.bench.patterns;
