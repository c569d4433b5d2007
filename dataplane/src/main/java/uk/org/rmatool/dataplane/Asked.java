package uk.org.rmatool.dataplane;

import java.time.Duration;
import uk.org.rmatool.dataplane.balancing.Attempt;
import uk.org.rmatool.dataplane.balancing.Choice.Pick;
import uk.org.rmatool.dataplane.balancing.Outcome;
import uk.org.rmatool.dataplane.transport.Answer;
import uk.org.rmatool.dataplane.transport.CallFailedException;

/** What came of asking a node: an answer that has begun, or none. The attempt has not ended yet. */
sealed interface Asked {
  /**
   * It answers.
   *
   * @param firstByte how long that took
   */
  record Answered(Pick pick, Upstream upstream, Attempt attempt, Answer answer, Duration firstByte)
      implements Asked {
    Failed brokeOff(CallFailedException reason) {
      return new Failed(pick, upstream, attempt, reason, firstByte);
    }

    @Override
    public void outrun() {
      answer.cancel();
      attempt.outrun(firstByte);
    }
  }

  /**
   * It does not.
   *
   * @param took how long it was asked
   */
  record Failed(
      Pick pick, Upstream upstream, Attempt attempt, CallFailedException reason, Duration took)
      implements Asked {
    Outcome outcome() {
      return switch (reason.failure()) {
        case NOT_CONNECTED, UNREACHABLE -> Outcome.CONNECT_FAILED;
        case NO_ANSWER, BROKEN -> Outcome.BROKE;
        case TIMED_OUT -> Outcome.TIMED_OUT;
      };
    }

    @Override
    public void outrun() {
      attempt.outrun(took);
    }
  }

  Pick pick();

  /** Somebody else was faster, and this one was told to stop. */
  void outrun();
}
