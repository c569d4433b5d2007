package uk.org.rmatool.dataplane;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

/** Direct calls to nodes of a test's own, for whoever sends them. */
public final class TestDirect implements AutoCloseable {
  private final TestDispatch test = new TestDispatch();
  private final Map<String, URI> nodes = new ConcurrentSkipListMap<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final DirectRoutes routes =
      new DirectRoutes() {
        @Override
        public String hop() {
          return "coordinator";
        }

        @Override
        public Candidates find(ServiceCall call) {
          if (nodes.isEmpty()) {
            throw new PlatformException(ProblemType.NO_PROVIDER, "nobody");
          }
          return TestDispatch.nodes(nodes, call);
        }

        @Override
        public Candidates find(ServiceCall call, HttpServletRequest request) {
          return find(call);
        }

        @Override
        public void unreachable(ServiceCall call, Upstream upstream, String reason) {
          told.add("unreachable " + upstream.node());
        }

        @Override
        public void failed(ServiceCall call, Upstream upstream) {
          told.add("failed " + upstream.node());
        }
      };

  /** The nodes, all the same; those that are first in the alphabet are listed first. */
  public Map<String, URI> nodes() {
    return nodes;
  }

  public DirectCalls calls() {
    return new DirectCalls(
        routes,
        test.balancer,
        test.traffic,
        test.config,
        new Tries.Factory(routes, test.balancer, test.traffic, test.config),
        true);
  }

  Routes routes() {
    return routes;
  }

  public Traffic traffic() {
    return test.traffic;
  }

  /** What the routes were told of nodes that failed. */
  public List<String> told() {
    return told;
  }

  /** What every node had, in words: calls in flight, had and failed. */
  public List<String> had() {
    var all = new ArrayList<String>();
    test.balancer
        .traffic()
        .sorted((a, b) -> a.node().compareTo(b.node()))
        .forEach(
            it ->
                all.add(
                    it.node() + " " + it.inFlight() + " " + it.requests() + " " + it.failures()));
    return all;
  }

  @Override
  public void close() {
    test.close();
  }
}
