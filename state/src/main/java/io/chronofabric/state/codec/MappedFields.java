package io.chronofabric.state.codec;

import io.chronofabric.state.model.Fields;

/** The measurements of a mapped record, once its places have been picked. Not thread-safe. */
interface MappedFields {
    /**
     * The measurements of the record.
     *
     * @throws Refusal if one is no finite number, or none is there
     */
    Fields read() throws Refusal;
}
