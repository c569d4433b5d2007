package uk.org.rmatool.system.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.EmptyPair;
import uk.org.rmatool.system.rig.EmptyPair.Pair;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Every exchange that the earlier implementation was recorded with works with ours. */
@ExtendWith({EmptyPair.class, SharedPlatform.class})
@TestMethodOrder(OrderAnnotation.class)
class ContractIT {
  private static final int RECORDED = 78;
  private static final List<Case> COORDINATOR = Case.read("coordinator.json");
  private static final List<Case> ROUTER = Case.read("router.json");
  private static final List<Case> WORKER = Case.read("worker.json");

  private static final Map<String, String> NAMES = new HashMap<>();
  private static FakeWorker worker;
  private static FakeWorker taker;

  @BeforeAll
  static void startWorkers(Pair pair) throws Exception {
    worker = new FakeWorker().serving(exchange -> FakeWorker.answer(exchange, 404, ""));
    taker = new FakeWorker().serving(exchange -> FakeWorker.answer(exchange, 202, "{}"));
    NAMES.put("worker", worker.url().toString());
    NAMES.put("taker", taker.url().toString());
    NAMES.put("coordinator", pair.coordinator().base().toString());
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      NAMES.put("dead", "http://127.0.0.1:" + closed.getLocalPort());
    }
  }

  @AfterAll
  static void stopWorkers() {
    worker.close();
    taker.close();
  }

  @Test
  @Order(1)
  void everyRecordedExchangeIsACase() {
    var rows =
        Stream.of(COORDINATOR, ROUTER, WORKER)
            .flatMap(List::stream)
            .flatMapToInt(
                c -> c.row().isPresent() ? IntStream.of(c.row().getAsInt()) : IntStream.of())
            .sorted();
    assertThat(rows.toArray()).isEqualTo(IntStream.rangeClosed(1, RECORDED).toArray());
  }

  @TestFactory
  @Order(2)
  Stream<DynamicTest> coordinator(Pair pair) {
    return tests(COORDINATOR, pair.coordinator());
  }

  @TestFactory
  @Order(3)
  Stream<DynamicTest> router(Pair pair) {
    return tests(ROUTER, pair.router());
  }

  @TestFactory
  @Order(4)
  Stream<DynamicTest> worker(Platform platform) {
    return tests(WORKER, platform.worker());
  }

  private static Stream<DynamicTest> tests(List<Case> cases, Http server) {
    return cases.stream().map(c -> DynamicTest.dynamicTest(c.title(), () -> c.run(server, NAMES)));
  }
}
