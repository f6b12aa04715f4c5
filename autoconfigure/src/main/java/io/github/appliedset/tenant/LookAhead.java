package io.github.appliedset.tenant;

import io.github.appliedset.tenant.TenantResult.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Looks again at the tenants that come next, once other processes turn out to work on the same ones: to find out by trying that
 * one is done takes the server longer than to read the trackers of several.
 */
final class LookAhead {

    private static final int AT_ONCE = 25;

    private final List<String> tenants;
    private final Function<List<String>, List<TenantResult>> look;
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> done = new HashSet<>();
    private boolean shared;
    private int seen;

    /**
     * Looks at none yet.
     *
     * @param tenants in the order in which they are worked on, more or less
     * @param look the results of those that it can tell
     */
    LookAhead(List<String> tenants, Function<List<String>, List<TenantResult>> look) {
        this.tenants = List.copyOf(tenants);
        this.look = look;
        for (int place = 0; place < this.tenants.size(); place++) {
            this.places.put(this.tenants.get(place), place);
        }
    }

    /** Somebody else has applied what this process wanted to, or is about to. */
    synchronized void meetsOthers() {
        this.shared = true;
    }

    /** Whether somebody else has migrated a tenant, as far as is known. */
    synchronized boolean isDone(String tenant) {
        int place = Objects.requireNonNull(this.places.get(tenant));
        if (this.shared && place >= this.seen) {
            List<String> next = this.tenants.subList(place, Math.min(place + AT_ONCE, this.tenants.size()));
            this.seen = place + next.size();
            this.look.apply(next).stream()
                    .filter(result -> result.state() == State.CURRENT)
                    .map(TenantResult::schema)
                    .forEach(this.done::add);
        }
        return this.done.remove(tenant);
    }
}
