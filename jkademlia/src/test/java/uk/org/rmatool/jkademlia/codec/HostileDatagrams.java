package uk.org.rmatool.jkademlia.codec;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import uk.org.rmatool.jkademlia.id.Bytes;

/** Random bytes and real datagrams with something changed, cut off, doubled or spliced in. */
public final class HostileDatagrams {
  /** Bytes before the body: the kind, and the id of the message. */
  private static final int HEADER = 21;

  private final List<Bytes> real =
      Vector.all().stream().flatMap(vector -> vector.datagram().stream()).toList();

  private final List<Bytes> answers =
      real.stream().filter(bytes -> bytes.size() > HEADER && bytes.toArray()[0] == 1).toList();

  private final SplittableRandom random;

  public HostileDatagrams(long seed) {
    random = new SplittableRandom(seed);
  }

  /** How many the build asks for. */
  public static int count() {
    return Integer.getInteger("rma.datagrams", 100_000);
  }

  public Bytes next() {
    return Bytes.wrap(
        switch (random.nextInt(6)) {
          case 0 -> noise();
          case 1 -> cut(mutated());
          case 2 -> spliced();
          case 3 -> framed();
          default -> mutated();
        });
  }

  /** Whether a datagram is a request. */
  public static boolean isRequest(Bytes datagram) {
    return datagram.size() > HEADER && datagram.toArray()[0] == 0;
  }

  /** An answer with the id of a request: a recorded one, mostly with something changed. */
  public Bytes answer(Bytes request) {
    var answer = answers.get(random.nextInt(answers.size())).toArray();
    for (int i = random.nextInt(4); i > 0; i--) {
      answer[random.nextInt(Math.min(answer.length, 120))] = (byte) random.nextInt(256);
    }
    System.arraycopy(request.toArray(), 1, answer, 1, HEADER - 1);
    answer[0] = 1;
    return Bytes.wrap(answer);
  }

  private byte[] noise() {
    var bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A random body behind a good header. */
  private byte[] framed() {
    var bytes = new byte[22 + random.nextInt(100)];
    random.nextBytes(bytes);
    bytes[0] = (byte) random.nextInt(2);
    return bytes;
  }

  private byte[] mutated() {
    var bytes = any();
    for (int i = random.nextInt(4); i >= 0; i--) {
      // Mostly where the structure is, not in the middle of long text.
      bytes[random.nextInt(Math.min(bytes.length, 120))] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
  }

  private byte[] spliced() {
    var bytes = any();
    var other = any();
    int at = random.nextInt(Math.min(bytes.length, other.length));
    System.arraycopy(other, at, bytes, at, Math.min(bytes.length, other.length) - at);
    return bytes;
  }

  private byte[] any() {
    return real.get(random.nextInt(real.size())).toArray();
  }
}
