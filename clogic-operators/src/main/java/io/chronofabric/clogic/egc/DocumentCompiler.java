package io.chronofabric.clogic.egc;

import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.RuleDocuments;
import java.util.List;

/** Compiles the documents that a table takes, of whichever kinds it takes. */
public interface DocumentCompiler {
    /**
     * What compiling gave.
     *
     * @param documents those that compiled
     * @param problems errors and warnings, at their places in the documents
     */
    record Result(List<GovernedDocument> documents, List<Problem> problems) {
        /** Copies both lists. */
        public Result {
            documents = List.copyOf(documents);
            problems = List.copyOf(problems);
        }

        /** Whether any document cannot be used. */
        public boolean hasErrors() {
            return problems.stream().anyMatch(Problem::isError);
        }
    }

    /** Compiles what was read; a document with an error is left out. */
    Result compile(RuleDocuments.Result read);
}
