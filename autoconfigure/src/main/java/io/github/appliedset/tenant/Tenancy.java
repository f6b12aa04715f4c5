package io.github.appliedset.tenant;

import io.github.appliedset.migrator.Migrator;
import java.util.List;
import java.util.function.Function;

/** What keeps tenants apart: a schema each, or a database each. */
interface Tenancy {

    /** All tenants, each once. */
    List<String> listed();

    /** Works with one tenant, listed or not. */
    <T> T with(String tenant, Function<Migrator, T> work);

    /** How many tenants can be worked on at once. */
    int workers(int wanted);

    /** The same, except that an edited file is an error even if a start only warns. */
    Tenancy strict();

    /** Searches for the files once, for one run or reading. */
    Round begin();

    /** One run over the tenants, or one reading of them. */
    interface Round {

        /** The result of reading these tenants. */
        List<TenantResult> look(List<String> tenants, Workers workers);

        /** The result of reading some of them again while others are worked on, without those that would take too long. */
        default List<TenantResult> lookAgain(List<String> tenants) {
            return List.of();
        }

        /** Works with one of those that were read. */
        <T> T with(String tenant, Function<Migrator, T> work);

        /** Which of these have been dropped since they were listed. */
        List<String> gone(List<String> tenants);

        /** No tenant is being worked on: whatever is kept from one to the next is given back. */
        default void rest() {}
    }
}
