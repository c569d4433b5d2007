package uk.org.rmatool.documents.isolation;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.documents.protocol.ParseRequest;
import uk.org.rmatool.service.work.WorkDirectory;

/**
 * Gives documents to parser processes. One process is kept warm; further ones, up to the limit, are
 * started when documents wait, and ended when they have been idle for a while. The last one used is
 * the first one used again, so that the others can become idle.
 */
public final class ParserPool implements AutoCloseable {
  /** A process is replaced after so many documents, so that no library's leak adds up. */
  static final int DOCUMENTS_PER_PROCESS = 1_000;

  private static final Logger LOG = System.getLogger(ParserPool.class.getName());
  private static final Duration IDLE_LIMIT = Duration.ofMinutes(5);

  private final ParserCommand command;
  private final WorkDirectory work;
  private final int size;
  private final Semaphore places;
  private final Deque<ParserProcess> idle = new ConcurrentLinkedDeque<>();
  private final Set<ParserProcess> alive = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watchdog =
      Executors.newScheduledThreadPool(
          1, Thread.ofPlatform().daemon().name("parser-watchdog").factory());
  private volatile boolean stopping;
  private volatile boolean startFailed;
  private volatile boolean ocr;

  public ParserPool(ParserCommand command, WorkDirectory work, int size) {
    this.command = command;
    this.work = work;
    this.size = size;
    places = new Semaphore(size, true);
  }

  /** Starts the first process and returns when it is warm. */
  public void start() throws IOException {
    idle.addFirst(newProcess());
    var unused =
        watchdog.scheduleWithFixedDelay(
            () -> endIdle(IDLE_LIMIT), IDLE_LIMIT.toSeconds(), 30, TimeUnit.SECONDS);
  }

  /**
   * Reads a document, after waiting for a free process, and once more when its process broke off,
   * for that may have been killed for something else. Throws a {@code PlatformException}: 422 when
   * the document cannot be read, 502 when its process broke off twice, 504 when it took too long.
   */
  public Extraction read(ParseRequest request) throws InterruptedException {
    try {
      return readOnce(request);
    } catch (PlatformException e) {
      if (stopping || startFailed || e.problem().type() != ProblemType.UPSTREAM_FAILED) {
        throw e;
      }
      return readOnce(request);
    }
  }

  private Extraction readOnce(ParseRequest request) throws InterruptedException {
    places.acquire();
    try {
      var process = take();
      try {
        return process.read(request);
      } finally {
        giveBack(process);
      }
    } finally {
      places.release();
      keepOneWarm();
    }
  }

  /** Whether text in images is read. */
  public boolean ocr() {
    return ocr;
  }

  /** How many processes there may be. */
  public int size() {
    return size;
  }

  /** How many processes there are. */
  public int running() {
    return alive.size();
  }

  /** Whether the last attempt to start a process, if any, went well. */
  public boolean healthy() {
    return !startFailed;
  }

  /** Ends the processes that have been idle for so long, save the one last used. */
  void endIdle(Duration limit) {
    var first = idle.pollFirst();
    for (var next = idle.pollLast(); next != null; next = idle.pollLast()) {
      if (next.idle().compareTo(limit) < 0) {
        idle.addLast(next);
        break;
      }
      end(next);
    }
    if (first != null) {
      idle.addFirst(first);
    }
  }

  private ParserProcess take() {
    for (var next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      if (next.usable()) {
        return next;
      }
      end(next);
    }
    try {
      return newProcess();
    } catch (IOException e) {
      LOG.log(Level.ERROR, "No parser process could be started.", e);
      throw ParserFailure.notStarted(e);
    }
  }

  private void giveBack(ParserProcess process) {
    if (process.usable() && process.documents() < DOCUMENTS_PER_PROCESS && !stopping) {
      idle.addFirst(process);
    } else {
      end(process);
    }
  }

  /** Replaces a lost process before the next document comes; in the background, for it is slow. */
  private void keepOneWarm() {
    if (!alive.isEmpty() || stopping || !places.tryAcquire()) {
      return;
    }
    Thread.ofVirtual()
        .name("parser-start")
        .start(
            () -> {
              try {
                idle.addFirst(take());
              } catch (RuntimeException e) {
                LOG.log(Level.DEBUG, "The next document will try again.", e);
              } finally {
                places.release();
              }
            });
  }

  private ParserProcess newProcess() throws IOException {
    if (stopping) {
      throw ParserFailure.stopping();
    }
    try {
      var process = new ParserProcess(command, work.newScratch(), work.folder("fonts"), watchdog);
      alive.add(process);
      ocr = process.ocr();
      startFailed = false;
      if (stopping) {
        end(process);
        throw ParserFailure.stopping();
      }
      return process;
    } catch (IOException e) {
      startFailed = true;
      throw e;
    }
  }

  private void end(ParserProcess process) {
    alive.remove(process);
    process.close();
  }

  /** Ends all processes; documents in progress are answered with an error. */
  @Override
  public void close() {
    stopping = true;
    alive.forEach(this::end);
    watchdog.shutdownNow();
  }
}
