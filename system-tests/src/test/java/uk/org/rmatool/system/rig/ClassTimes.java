package uk.org.rmatool.system.rig;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Says at the end how long each class took; starts of platforms count for who asked first. */
public final class ClassTimes implements TestExecutionListener {
  private final Map<String, Long> starts = new LinkedHashMap<>();
  private final Map<String, Duration> took = new LinkedHashMap<>();

  @Override
  public void executionStarted(TestIdentifier test) {
    if (isClass(test)) {
      starts.put(test.getUniqueId(), System.nanoTime());
    }
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    var start = starts.get(test.getUniqueId());
    if (start != null) {
      took.put(test.getDisplayName(), Duration.ofNanos(System.nanoTime() - start));
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    if (took.isEmpty()) {
      return;
    }
    System.out.println("How long each class took, in seconds:");
    took.forEach((name, time) -> System.out.printf("  %-24s %6d%n", name, time.toSeconds()));
    var all = took.values().stream().reduce(Duration.ZERO, Duration::plus);
    System.out.printf("  %-24s %6d%n", "all", all.toSeconds());
  }

  private static boolean isClass(TestIdentifier test) {
    return test.isContainer() && test.getSource().filter(ClassSource.class::isInstance).isPresent();
  }
}
