package uk.org.rmatool.documents.isolation;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.documents.protocol.Frames;
import uk.org.rmatool.documents.protocol.ParseRequest;
import uk.org.rmatool.documents.protocol.ParserMessage.Parsed;
import uk.org.rmatool.documents.protocol.ParserMessage.Ready;
import uk.org.rmatool.documents.protocol.ParserMessage.Refused;
import uk.org.rmatool.documents.protocol.ParserMessage.TextChunk;
import uk.org.rmatool.documents.protocol.ProtocolException;
import uk.org.rmatool.service.work.WorkDirectory;

/** One parser process and the conversation with it. Used by one thread at a time, save close. */
final class ParserProcess implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ParserProcess.class.getName());
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** How long a process may take to end once its output has ended or it has been killed. */
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private final Process process;
  private final Path scratch;
  private final int heapMegabytes;
  private final ScheduledExecutorService watchdog;
  private final InputStream in;
  private final OutputStream out;
  private final boolean ocr;
  private int documents;
  private boolean usable = true;
  private long idleSinceNanos = System.nanoTime();

  /** Starts a process and waits until it is warm. */
  ParserProcess(
      ParserCommand command, Path scratch, Path fontCache, ScheduledExecutorService watchdog)
      throws IOException {
    this.scratch = scratch;
    this.watchdog = watchdog;
    heapMegabytes = command.heapMegabytes();
    process = command.start(scratch, fontCache);
    in = new BufferedInputStream(process.getInputStream());
    out = new BufferedOutputStream(process.getOutputStream());
    ocr = awaitReady();
    LOG.log(Level.INFO, "A parser process is ready. pid={0} ocr={1}", "" + process.pid(), ocr);
  }

  private boolean awaitReady() throws IOException {
    var late = watchdog.schedule(this::kill, START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    try {
      if (Frames.readMessage(in) instanceof Ready ready) {
        return ready.ocr();
      }
      throw new ProtocolException("A parser must begin by saying that it is ready.");
    } catch (IOException e) {
      kill();
      WorkDirectory.deleteTree(scratch);
      throw e;
    } finally {
      late.cancel(false);
    }
  }

  /** Whether it can read text in images. */
  boolean ocr() {
    return ocr;
  }

  /** Whether it may be given another document. */
  boolean usable() {
    return usable && process.isAlive();
  }

  int documents() {
    return documents;
  }

  Duration idle() {
    return Duration.ofNanos(System.nanoTime() - idleSinceNanos);
  }

  /** Reads one document. Whatever goes wrong with the process, it is not usable afterwards. */
  Extraction read(ParseRequest request) {
    documents++;
    var timedOut = new AtomicBoolean();
    var late =
        watchdog.schedule(
            () -> {
              timedOut.set(true);
              kill();
            },
            request.timeout().toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      Frames.write(out, request);
      return answer(request);
    } catch (IOException e) {
      usable = false;
      throw ended(timedOut.get(), request, e);
    } finally {
      if (!late.cancel(false)) {
        usable = false; // the watchdog has struck, or is about to
      }
      idleSinceNanos = System.nanoTime();
    }
  }

  private Extraction answer(ParseRequest request) throws IOException {
    var text = new StringBuilder();
    while (true) {
      switch (Frames.readMessage(in)) {
        case TextChunk chunk when text.length() + chunk.text().length() <= request.maxText() ->
            text.append(chunk.text());
        case TextChunk chunk -> throw new ProtocolException("More text than was asked for.");
        case Parsed parsed -> {
          return new Extraction(text.toString(), parsed);
        }
        case Refused refused ->
            throw ParserFailure.unreadable(refused.detail(), refused.contentType());
        case Ready ready -> throw new ProtocolException("A parser is ready only once.");
      }
    }
  }

  private PlatformException ended(boolean timedOut, ParseRequest request, IOException cause) {
    boolean exited = exitsWithin(END_LIMIT);
    kill();
    if (timedOut) {
      LOG.log(Level.WARNING, "A document took too long; its parser was ended. {0}", this);
      return ParserFailure.timedOut(request.timeout());
    }
    if (exited && process.exitValue() == ParserCommand.OUT_OF_MEMORY) {
      LOG.log(Level.WARNING, "A document took all of its parser''s memory. {0}", this);
      return ParserFailure.outOfMemory(heapMegabytes);
    }
    var how = exited ? "status " + process.exitValue() : "protocol error";
    LOG.log(Level.WARNING, "A parser process broke off. {0} how={1} cause={2}", this, how, cause);
    return ParserFailure.broken(how);
  }

  /** Ends the process with what it has started, and removes its temporary files. */
  @Override
  public void close() {
    kill();
    if (!exitsWithin(END_LIMIT)) {
      LOG.log(Level.WARNING, "A parser process does not end. {0}", this);
    }
    WorkDirectory.deleteTree(scratch);
  }

  /** Only kills: the thread that reads sees the end of the stream and does the rest. */
  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private boolean exitsWithin(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public String toString() {
    return "pid=" + process.pid() + " documents=" + documents;
  }
}
