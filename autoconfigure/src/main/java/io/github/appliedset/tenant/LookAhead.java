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
 * Reads the next tenants again, once other processes turn out to work on the same ones: finding out by an attempt that one
 * tenant is done takes the server longer than reading the trackers of several.
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
     * Reads nothing yet.
     *
     * @param tenants in the order in which they are worked on, more or less
     * @param look gives the results that it can determine
     */
    LookAhead(List<String> tenants, Function<List<String>, List<TenantResult>> look) {
        this.tenants = List.copyOf(tenants);
        this.look = look;
        for (int place = 0; place < this.tenants.size(); place++) {
            this.places.put(this.tenants.get(place), place);
        }
    }

    /** Another process has applied what this one wanted to apply, or is about to. */
    synchronized void meetsOthers() {
        this.shared = true;
    }

    /** Whether another process is known to have migrated a tenant. */
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
