package uk.org.rmatool.jkademlia.node;

import java.time.Duration;
import java.time.Instant;
import uk.org.rmatool.jkademlia.message.Response;

/** What becomes of a request: answered or failed, and perhaps slow before that. */
interface Reply {
  /** What nobody waits for. */
  Reply NONE =
      new Reply() {
        @Override
        public void answered(Response response, Duration took, Instant now) {}

        @Override
        public void failed(Instant now) {}
      };

  void answered(Response response, Duration took, Instant now);

  /** No answer in time. */
  void failed(Instant now);

  /** It takes longer than it mostly does. */
  default void slow(Instant now) {}
}
