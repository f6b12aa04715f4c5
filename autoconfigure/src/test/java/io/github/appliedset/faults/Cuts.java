package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.fault.FaultProxy;

/**
 * How many cuts of a test were made. A run that asks less than the undisturbed one, because nothing made it wait, ends
 * before a cut near its end.
 */
final class Cuts {

    private int meant;
    private int made;

    void tell(FaultProxy proxy, int message) {
        this.meant++;
        if (proxy.hasStruck()) {
            this.made++;
            return;
        }
        assertThat(proxy.messages()).as("messages of a run that was not cut").isLessThan(message);
    }

    /** Of few cuts, those before and after the last message may be missing. */
    void areNearlyAllMade() {
        assertThat(this.made)
                .as("cuts made of %s", this.meant)
                .isGreaterThanOrEqualTo(this.meant - Math.max(2, this.meant / 10));
        System.out.println("[faults] connection cut at " + this.made + " of " + this.meant + " points");
    }
}
