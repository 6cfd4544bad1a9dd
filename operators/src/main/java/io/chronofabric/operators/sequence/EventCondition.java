package io.chronofabric.operators.sequence;

/** A condition that looks at nothing but the event. */
record EventCondition<E>(SequenceCondition.EventPredicate<E> predicate)
        implements SequenceCondition<E> {
    @Override
    public boolean holds(E event, EarlierEvents<E> earlier) {
        return predicate.test(event);
    }

    @Override
    public boolean readsEarlier() {
        return false;
    }
}
