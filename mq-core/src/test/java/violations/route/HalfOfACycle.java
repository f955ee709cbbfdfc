package violations.route;

import violations.transport.OtherHalf;

/** With {@link OtherHalf}, a cycle of two packages. */
public class HalfOfACycle {
    OtherHalf other() {
        return new OtherHalf();
    }
}
