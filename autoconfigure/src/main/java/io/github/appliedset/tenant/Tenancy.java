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

    /** The same, except that an edited file is an error where a start only warns. */
    Tenancy strict();

    /** Searches for the files once, for one run or look. */
    Round begin();

    /** One run over the tenants, or one look at them. */
    interface Round {

        /** What a look at these tenants shows. */
        List<TenantResult> look(List<String> tenants, Workers workers);

        /** What another look at some of them shows, while others are worked on; without those of which it takes too long to tell. */
        default List<TenantResult> lookAgain(List<String> tenants) {
            return List.of();
        }

        /** Works with one of those that were looked at. */
        <T> T with(String tenant, Function<Migrator, T> work);

        /** Which of these have been dropped since they were listed. */
        List<String> gone(List<String> tenants);

        /** Nobody works with a tenant now: whatever is kept from one to the next is given back. */
        default void rest() {}
    }
}
