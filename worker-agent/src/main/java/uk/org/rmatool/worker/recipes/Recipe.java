package uk.org.rmatool.worker.recipes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How one service is run; placeholders are filled in for each start.
 *
 * @param service its name in the catalogue
 * @param needs what the machine must have
 * @param image the container image that it is run from; empty for a program of the machine
 * @param command program and arguments; of an image the arguments alone
 * @param environment variables beside those that every service gets
 * @param health how to tell that it works
 * @param network how it is called
 * @param limits what it may take
 * @param grace time between asking it to end and ending it
 * @param jobTypes broadcast jobs that it takes
 * @param backup how its data is saved; empty for a service without
 */
public record Recipe(
    String service,
    Needs needs,
    Optional<Image> image,
    List<String> command,
    Map<String, String> environment,
    Health health,
    Network network,
    Limits limits,
    Duration grace,
    Set<String> jobTypes,
    Optional<Backup> backup) {

  /**
   * A container image.
   *
   * @param name with its registry and tag
   * @param port the port that it listens at inside
   * @param data the folder inside where its data is; empty without data
   */
  public record Image(String name, int port, Optional<String> data) {}

  /**
   * How to tell that a service works.
   *
   * @param path path that answers 2xx; empty when an open port, or a dialogue, is enough
   * @param dialogue what is sent to the port and what its answer holds
   * @param starting what it does while it starts, in a few words
   * @param startTimeout time until it must work
   * @param interval pause between two probes
   */
  public record Health(
      Optional<String> path,
      Optional<Dialogue> dialogue,
      String starting,
      Duration startTimeout,
      Duration interval) {}

  /**
   * A question to a port that speaks no HTTP.
   *
   * @param send bytes to send, each as the character of its number
   * @param expect texts of which the answer to a service that works holds one
   */
  public record Dialogue(String send, List<String> expect) {
    public Dialogue {
      expect = List.copyOf(expect);
    }

    /** Whether it is answered by a line, as it is one itself. */
    public boolean isALine() {
      return send.endsWith("\n");
    }
  }

  /**
   * How a service is called.
   *
   * @param scheme <code>http</code> when it is called through the platform, else that of the
   *     address which is announced
   * @param port the port that it must have; empty for a free one
   * @param ownAddress whether it is called at an address of its own though it speaks HTTP
   * @param password name of the one that the platform asks its callers for, as it does not itself
   */
  public record Network(
      String scheme, OptionalInt port, boolean ownAddress, Optional<String> password) {
    /** Whether the platform passes calls on to it. */
    public boolean isPassedOn() {
      return scheme.equals("http") && !ownAddress;
    }
  }

  /**
   * What a service may take; 0 is no limit.
   *
   * @param memoryMb memory in MiB
   * @param cpus processors
   */
  public record Limits(long memoryMb, int cpus) {
    /** Nothing is limited. */
    public static final Limits NONE = new Limits(0, 0);

    /** What may be taken where both count. */
    public Limits within(Limits other) {
      return new Limits(
          lower(memoryMb, other.memoryMb()), Math.toIntExact(lower(cpus, other.cpus())));
    }

    private static long lower(long one, long other) {
      return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
    }
  }

  /**
   * How a service's data is saved.
   *
   * @param command a program that writes to <code>${backup_dir}</code> while it runs; empty when
   *     its data folder is copied, for which it must be stopped
   * @param paths what of that folder is copied, as far as it is there; empty for all of it
   */
  public record Backup(List<String> command, List<String> paths) {
    public Backup {
      command = List.copyOf(command);
      paths = List.copyOf(paths);
    }
  }

  public Recipe {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    jobTypes = Set.copyOf(jobTypes);
  }
}
