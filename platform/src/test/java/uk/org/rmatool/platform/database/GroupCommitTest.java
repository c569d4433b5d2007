package uk.org.rmatool.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private final ConcurrentLinkedQueue<List<Integer>> batches = new ConcurrentLinkedQueue<>();

  @Test
  void whatComesDuringAWriteIsWrittenTogether() throws Exception {
    var firstIsWriting = new CountDownLatch(1);
    var allAreWaiting = new CountDownLatch(1);
    var commits =
        new GroupCommit<Integer, String>(
            1,
            100,
            changes -> {
              batches.add(changes);
              firstIsWriting.countDown();
              await(allAreWaiting);
              return changes.stream().map(change -> "wrote " + change).toList();
            });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> commits.commit(0));
      await(firstIsWriting);
      var started = new CountDownLatch(20);
      var others =
          IntStream.rangeClosed(1, 20)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            started.countDown();
                            return commits.commit(i);
                          }))
              .toList();
      await(started);
      allAreWaiting.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("wrote 0");
      for (int i = 0; i < others.size(); i++) {
        assertThat(others.get(i).get(10, TimeUnit.SECONDS)).isEqualTo("wrote " + (i + 1));
      }
    }
    assertThat(batches.stream().flatMap(List::stream)).hasSize(21).doesNotHaveDuplicates();
  }

  @Test
  void aBadChangeFailsAloneAndTheOthersAreWritten() throws Exception {
    var firstIsWriting = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var commits =
        new GroupCommit<Integer, Integer>(
            1,
            100,
            changes -> {
              firstIsWriting.countDown();
              await(go);
              if (changes.contains(13)) {
                throw new IllegalStateException("13 cannot be written");
              }
              batches.add(changes);
              return changes;
            });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> commits.commit(1));
      await(firstIsWriting);
      var bad = threads.submit(() -> commits.commit(13));
      var good = threads.submit(() -> commits.commit(14));
      go.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(good.get(10, TimeUnit.SECONDS)).isEqualTo(14);
      assertThatThrownBy(() -> bad.get(10, TimeUnit.SECONDS))
          .hasRootCauseMessage("13 cannot be written");
    }
  }

  @Test
  void noTransactionIsLargerThanAllowed() throws Exception {
    var firstIsWriting = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var commits =
        new GroupCommit<Integer, Integer>(
            1,
            3,
            changes -> {
              batches.add(changes);
              firstIsWriting.countDown();
              await(go);
              return changes;
            });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(() -> commits.commit(0));
      await(firstIsWriting);
      IntStream.range(1, 20).forEach(i -> threads.submit(() -> commits.commit(i)));
      go.countDown();
    }
    assertThat(batches).allSatisfy(batch -> assertThat(batch.size()).isLessThanOrEqualTo(3));
    assertThat(batches.stream().flatMap(List::stream)).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void whoeverWaitsWhenTheProgramStopsIsTold() throws Exception {
    var firstIsWriting = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    var commits =
        new GroupCommit<Integer, Integer>(
            1,
            100,
            changes -> {
              firstIsWriting.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
              }
              return changes;
            });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writing = threads.submit(() -> commits.commit(0));
      await(firstIsWriting);
      var waiting = threads.submit(() -> commits.commit(1));
      commits.close();
      assertThatThrownBy(() -> writing.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
