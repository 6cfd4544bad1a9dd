package io.chronofabric.state.model;

/** What the rules' control channel carries, in the order of which every reader agrees. */
public sealed interface RuleControl permits RuleChange, RuleFrontier, Rejected {}
