// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.response.ToolPins;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers how tools were defined when they were first seen, so that a server that changes one
 * afterwards cannot have it used before somebody has {@linkplain #accept accepted} it. What is
 * compared is the {@link ToolDigest}.
 *
 * <p>Kept in a JSON file that is replaced as a whole, forced to the disk and for its owner only.
 * Several stores, also of other processes, may use one file: whoever changes it locks a file beside
 * it, with {@code .lock} at its end, and who asks reads the file again if it was replaced. What a
 * server shows now is known to each store by itself, since it may be another for each. If the pins
 * cannot be known nothing may be used, and nothing is written. Thread-safe.
 */
public final class PinStore implements ToolPins, AutoCloseable {
  /** Most tools of all servers together. */
  public static final int MAX_TOOLS = 10_000;

  /** Largest file, in bytes. */
  public static final int MAX_BYTES = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(PinStore.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_LISTS_TO_KEEP = 1_024;

  /**
   * What is known of the pins.
   *
   * @param version what was read last, or null if it could not be
   * @param problem why not, or empty
   */
  private record Known(PinFile.@Nullable Version version, String problem) {
    PinSet pins() {
      return version == null ? PinSet.NONE : version.pins();
    }
  }

  private final @Nullable PinFile file;
  private final Executor writer;
  private final PinEvents events;

  private volatile Known known;

  /** Why they could not be kept the last time; empty if they were. */
  private volatile String trouble = "";

  private volatile boolean closed;

  /** The digests that the servers of this store showed last. */
  private final ObservedDigests observed = new ObservedDigests();

  /** Held while the file is read again. */
  private final Object lock = new Object();

  /**
   * A store in a file. If it is not there no tool is pinned; if it cannot be read or is not what
   * was written, see {@link #problem}.
   *
   * @param file where the pins are kept
   * @param events told of changes that this store sees first, and of what is accepted in it
   */
  public PinStore(Path file, PinEvents events) {
    this(new PinFile(file, PATIENCE), ownThread(), events);
  }

  PinStore(PinFile file, Executor writer, PinEvents events) {
    this.file = file;
    this.writer = writer;
    this.events = events;
    known = new Known(null, "");
    known();
  }

  private PinStore(String why) {
    file = null;
    writer = Runnable::run;
    events = PinEvents.NONE;
    known = new Known(null, why);
  }

  /**
   * A store that knows nothing, so that nothing may be used.
   *
   * @param why what a person must know to set that right
   * @return the store
   */
  public static PinStore unreadable(String why) {
    return new PinStore(why);
  }

  /** One thread, while there is something to write. */
  private static ThreadPoolExecutor ownThread() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_LISTS_TO_KEEP),
            body -> {
              Thread thread = new Thread(body, "mcp-pins");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** The pins as they are now, which are read again if others have changed them. */
  private Known known() {
    Known last = known;
    PinFile from = file;
    if (from == null) {
      return last;
    }
    if (closed) {
      return new Known(null, "the store of pins was closed");
    }
    return isCurrent(from, last) ? last : read(from);
  }

  private static boolean isCurrent(PinFile from, Known last) {
    try {
      return last.version() != null && last.version().stamp().equals(from.stamp());
    } catch (IOException | SecurityException e) {
      return false; // and why is found out now
    }
  }

  private Known read(PinFile from) {
    synchronized (lock) {
      Known last = known;
      if (isCurrent(from, last)) {
        return last; // another thread has read it
      }
      Known now;
      try {
        now = new Known(from.load(), "");
      } catch (IOException | SecurityException e) {
        now = new Known(null, from + " cannot be used: " + said(e));
      }
      if (!now.problem().equals(last.problem())) {
        if (now.problem().isEmpty()) {
          LOG.info("pins of tools: {} can be used again", from);
        } else {
          LOG.error("pins of tools: {}; tools of servers with pins are denied", now.problem());
        }
      }
      known = now;
      return now;
    }
  }

  private static String said(Exception e) {
    String text = e.getClass() == IOException.class ? "" : e.getClass().getSimpleName() + " ";
    return (text + e.getMessage()).replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
  }

  /**
   * Computes the digests in the caller's thread. A list with a definition that has no digest is
   * withheld.
   */
  @Override
  public CompletionStage<PinComparison> compare(String server, Map<String, String> definitions) {
    Map<String, String> digests = new HashMap<>();
    try {
      for (Map.Entry<String, String> tool : definitions.entrySet()) {
        digests.put(tool.getKey(), ToolDigest.of(tool.getValue()));
      }
    } catch (MalformedException e) {
      return done(new PinComparison.Withheld(DenialCode.LIST_UNCLEAR));
    }
    return seen(server, digests);
  }

  /**
   * Takes down what a server shows and compares it. Waits for nobody: if something must be kept the
   * stage completes once it is, in the thread that writes. What has changed may not be called from
   * the very moment on.
   *
   * @param server the server's name
   * @param digests what it shows: names of tools, and the digests of their definitions
   * @return a stage that never fails; a list that cannot be kept is withheld
   */
  public CompletionStage<PinComparison> seen(String server, Map<String, String> digests) {
    Known now = known();
    if (!now.problem().isEmpty()) {
      return done(new PinComparison.Withheld(DenialCode.PINS_UNREADABLE));
    }
    if (!observed.record(server, digests)) {
      return done(new PinComparison.Withheld(DenialCode.PINS_FULL));
    }
    return now.pins().seen(server, digests) == now.pins()
        ? done(sight(now.pins(), server, digests))
        : keep(server, Map.copyOf(digests));
  }

  private static CompletionStage<PinComparison> done(PinComparison sight) {
    return CompletableFuture.completedFuture(sight);
  }

  private static PinComparison sight(PinSet pins, String server, Map<String, String> digests) {
    Set<String> changed = pins.changed(server, digests);
    return changed == null
        ? new PinComparison.Withheld(DenialCode.PINS_FULL)
        : new PinComparison.Compared(changed);
  }

  private CompletionStage<PinComparison> keep(String server, Map<String, String> digests) {
    CompletableFuture<PinComparison> stage = new CompletableFuture<>();
    try {
      writer.execute(
          () -> {
            PinComparison sight = new PinComparison.Withheld(DenialCode.PINS_UNREADABLE);
            try {
              List<Pin> changed = new ArrayList<>();
              PinSet after =
                  change(
                      pins -> {
                        PinSet next = pins.seen(server, digests);
                        changed.addAll(next.changedSince(pins));
                        return next;
                      });
              sight = sight(after, server, digests);
              warn(server, sight);
              events.changed(server, changed);
            } catch (IOException | RuntimeException e) {
              LOG.debug("the pins were not kept", e);
            } finally {
              stage.complete(sight);
            }
          });
    } catch (RejectedExecutionException e) {
      stage.complete(new PinComparison.Withheld(DenialCode.PINS_UNREADABLE));
    }
    return stage;
  }

  private static void warn(String server, PinComparison sight) {
    if (sight instanceof PinComparison.Compared compared && !compared.changed().isEmpty()) {
      int count = compared.changed().size();
      LOG.warn("{} tools of {} have changed and are denied until accepted", count, server);
    }
  }

  private PinSet change(UnaryOperator<PinSet> change) throws IOException {
    PinFile to = file;
    if (to == null || closed) {
      throw new IOException(known().problem());
    }
    try {
      PinFile.Version version = to.change(change);
      synchronized (lock) {
        known = new Known(version, "");
      }
      trouble = "";
      return version.pins();
    } catch (IOException | SecurityException e) {
      String why = to + " cannot be changed: " + said(e);
      if (trouble.isEmpty()) {
        LOG.error("pins of tools: {}; lists with news are withheld", why);
      }
      trouble = why;
      throw new IOException(why, e);
    }
  }

  /** Waits for nobody, but reads the file again if it was replaced. */
  @Override
  public PinStatus status(String server, String tool) {
    Known now = known();
    if (!now.problem().isEmpty()) {
      return PinStatus.UNREADABLE;
    }
    PinSet.Key key = new PinSet.Key(server, tool);
    Pin pin = now.pins().get(key);
    if (pin == null) {
      return PinStatus.UNKNOWN;
    }
    // What another server of this name has shown counts only as long as ours has shown nothing.
    String last = observed.last(key);
    Pin here = last == null ? pin : pin.as(last);
    return here.changed() ? PinStatus.CHANGED : PinStatus.PINNED;
  }

  /**
   * Accepts what a tool has become, as it was seen last. Waits until that is kept.
   *
   * @param server the server's name
   * @param tool the tool's name
   * @return the pin as it is now
   * @throws NoSuchElementException if no such tool waits for that
   * @throws IllegalStateException if the pins cannot be known
   * @throws IOException if it cannot be kept; the tool stays denied then
   */
  public Pin accept(String server, String tool) throws IOException {
    return acceptAs(new PinSet.Key(server, tool), null);
  }

  /**
   * Accepts what a tool has become, if that is what is meant. Waits until that is kept.
   *
   * @param server the server's name
   * @param tool the tool's name
   * @param digest what is accepted
   * @return the pin as it is now
   * @throws NoSuchElementException if no such tool waits for that, or it looks different again
   * @throws IllegalStateException if the pins cannot be known
   * @throws IOException if it cannot be kept; the tool stays denied then
   */
  public Pin accept(String server, String tool, String digest) throws IOException {
    return acceptAs(new PinSet.Key(server, tool), digest);
  }

  private Pin acceptAs(PinSet.Key key, @Nullable String digest) throws IOException {
    String problem = known().problem();
    if (!problem.isEmpty()) {
      throw new IllegalStateException(problem);
    }
    Pin pin = change(pins -> pins.accepted(key, digest)).get(key);
    if (pin == null) {
      throw new IllegalStateException("what was accepted is pinned");
    }
    events.accepted(pin);
    return pin;
  }

  /**
   * What waits to be accepted.
   *
   * @return the pins of tools that have changed, by server and tool
   */
  public List<Pin> pending() {
    return pins().stream().filter(Pin::changed).toList();
  }

  /**
   * All that is pinned.
   *
   * @return the pins, by server and tool
   */
  public List<Pin> pins() {
    return known().pins().list();
  }

  /**
   * Why nothing may be used, or why nothing new can be kept.
   *
   * @return what a person must know to set that right, or empty
   */
  public String problem() {
    String problem = known().problem();
    return problem.isEmpty() ? trouble : problem;
  }

  /** Ends it; from then on the pins cannot be known. Again does nothing. */
  @Override
  public void close() {
    closed = true;
    if (writer instanceof ThreadPoolExecutor pool) {
      pool.shutdown(); // what still waits is told that it is too late
    }
  }
}
