package uk.org.rmatool.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.recipes.Recipe.Limits;

@Timeout(60)
class ConfinementTest {
  private static final Limits SMALL = new Limits(64, 1);
  private static final Limits GIVEN = new Limits(512, 2);

  @TempDir private Path folder;

  @Test
  void withoutLimitsNothingIsDone() {
    var plan = new Confinement(TestHardware.commands(), "t").plan("x", Limits.NONE, Limits.NONE);
    assertThat(plan.words()).isEmpty();
  }

  @Test
  void inOneTreeOfControlGroupsBothLimitsAreWritten() throws IOException {
    Files.createFile(folder.resolve("cgroup.controllers"));
    group(folder.resolve("me/rma-t"), "memory.max", "cpu.max", "cgroup.subtree_control");
    var group = group(folder.resolve("me/rma-t/x"), "memory.max", "cpu.max");
    self("0::/me");
    var plan = plan();
    assertThat(plan.text())
        .isEqualTo(
            "64 MB of memory and 1 processors by control group, 512 MB of memory and 2 processors"
                + " for all");
    assertThat(folder.resolve("me/rma-t/memory.max")).hasContent("536870912");
    assertThat(folder.resolve("me/rma-t/cpu.max")).hasContent("200000 100000");
    assertThat(folder.resolve("me/rma-t/cgroup.subtree_control")).hasContent("+memory +cpu");
    assertThat(plan.words()).endsWith(group.resolve("cgroup.procs").toString());
    assertThat(group.resolve("memory.max")).hasContent("67108864");
    assertThat(group.resolve("cpu.max")).hasContent("100000 100000");
  }

  @Test
  void inATreeForEachControllerEachGetsItsOwn() throws IOException {
    group(folder.resolve("memory/rma-t"), "memory.limit_in_bytes");
    group(folder.resolve("cpu/a/rma-t"), "cpu.cfs_period_us", "cpu.cfs_quota_us");
    var memory = group(folder.resolve("memory/rma-t/x"), "memory.limit_in_bytes");
    var cpu = group(folder.resolve("cpu/a/rma-t/x"), "cpu.cfs_period_us", "cpu.cfs_quota_us");
    self("4:memory:/elsewhere\n3:cpu:/a");
    assertThat(plan().words())
        .endsWith(memory.resolve("cgroup.procs") + " " + cpu.resolve("cgroup.procs"));
    assertThat(memory.resolve("memory.limit_in_bytes")).hasContent("67108864");
    assertThat(cpu.resolve("cpu.cfs_quota_us")).hasContent("100000");
    assertThat(folder.resolve("memory/rma-t/memory.limit_in_bytes")).hasContent("536870912");
    assertThat(folder.resolve("cpu/a/rma-t/cpu.cfs_quota_us")).hasContent("200000");
  }

  @Test
  void whatRanOutOfMemoryIsKnown() throws IOException {
    Files.createFile(folder.resolve("cgroup.controllers"));
    group(folder.resolve("rma-t"), "memory.max", "cpu.max", "cgroup.subtree_control");
    var group = group(folder.resolve("rma-t/x"), "memory.max", "cpu.max");
    self("0::/");
    assertThat(plan().ranOutOfMemory()).isFalse();
    Files.writeString(group.resolve("memory.events"), "oom 3\noom_kill 1\n");
    assertThat(plan().ranOutOfMemory()).isTrue();
  }

  @Test
  void withoutControlGroupsOtherCommandsLimitAndItSaysSo() throws Exception {
    assumeTrue(TestHardware.commands().find("prlimit").isPresent());
    self("");
    Files.writeString(folder.resolve("status"), "Cpus_allowed_list:\t0-3,7\n");
    var plan = plan();
    assertThat(plan.text())
        .isEqualTo("64 MB of memory in each process by prlimit, processors 0 by taskset");
    var limited = new ArrayList<>(plan.words());
    limited.addAll(List.of("sh", "-c", "ulimit -d"));
    var process = new ProcessBuilder(limited).redirectErrorStream(true).start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.inputReader().readLine()).isEqualTo("65536");
  }

  @Test
  void whereNothingLimitsItSaysThat() throws IOException {
    self("");
    var plan =
        new Confinement(TestHardware.commands(""), "t", folder, folder)
            .plan("x", SMALL, Limits.NONE);
    assertThat(plan.words()).isEmpty();
    assertThat(plan.text()).startsWith("no limit of memory: neither control groups nor prlimit");
  }

  private Confinement.Plan plan() {
    return new Confinement(TestHardware.commands(), "t", folder, folder).plan("x", SMALL, GIVEN);
  }

  private void self(String groups) throws IOException {
    Files.writeString(folder.resolve("cgroup"), groups);
  }

  private static Path group(Path group, String... files) throws IOException {
    Files.createDirectories(group);
    for (var file : files) {
      Files.createFile(group.resolve(file));
    }
    return group;
  }
}
