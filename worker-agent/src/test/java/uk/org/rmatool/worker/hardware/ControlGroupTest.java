package uk.org.rmatool.worker.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupTest {
  @TempDir private Path folder;

  @Test
  void versionTwoTellsOfTheProcesssOwnGroup() throws IOException {
    write("self/cgroup", "0::/user.slice/rma\n");
    write("tree/user.slice/rma/cpu.max", "200000 100000\n");
    write("tree/user.slice/rma/memory.max", "max\n");
    assertThat(group().cpus()).isEqualTo("the control group's cpu.max is 200000 100000");
    assertThat(group().memory()).isEqualTo("the control group sets no limit");
  }

  @Test
  void versionOneHasATreeForEachController() throws IOException {
    write("self/cgroup", "5:cpu,cpuacct:/box\n4:memory:/elsewhere\n0::/\n");
    write("tree/cpu/box/cpu.cfs_quota_us", "-1\n");
    write("tree/memory/memory.limit_in_bytes", "536870912\n"); // all that a container shows
    assertThat(group().cpus()).isEqualTo("the control group sets no limit");
    assertThat(group().memory())
        .isEqualTo("the control group's memory.limit_in_bytes is 536870912");
  }

  @Test
  void elsewhereThereAreNone() {
    assertThat(group().cpus()).isEqualTo("no control group tells of a limit");
  }

  private ControlGroup group() {
    return new ControlGroup(folder.resolve("tree"), folder.resolve("self"));
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), text);
  }
}
