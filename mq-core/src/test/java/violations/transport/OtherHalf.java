package violations.transport;

import violations.route.HalfOfACycle;

/** With {@link HalfOfACycle}, a cycle of two packages. */
public class OtherHalf {
    HalfOfACycle half() {
        return new HalfOfACycle();
    }
}
