// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.response.ToolPins;
import io.portcullis.support.concurrent.DaemonThreads;
import io.portcullis.support.text.PrintableText;
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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store of the {@linkplain ToolDigest digests} of tools when they were first seen. A tool that
 * its server changes afterwards is denied until a person has {@linkplain #accept accepted} it.
 *
 * <p>The pins are in an owner-only JSON file that is replaced as a whole and forced to disk.
 * Several stores may use one file, also in other processes: a writer locks a file beside it, with
 * {@code .lock} at its end, and a reader reads the file again if it was replaced. Each store has
 * its own view of what its servers show now, since servers of one name may differ. If the pins
 * cannot be read, every tool is denied and nothing is written. Thread-safe.
 */
public final class PinStore implements ToolPins, AutoCloseable {
  /** The maximum number of tools of all servers together. */
  public static final int MAX_TOOLS = 10_000;

  /** The largest file, in bytes. */
  public static final int MAX_BYTES = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(PinStore.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_QUEUED_LISTS = 1_024;

  /**
   * The result of the last read.
   *
   * @param version the version, or null if it could not be read
   * @param problem the reason for that, or empty
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

  /** The reason why the last change could not be stored; empty if it was. */
  private volatile String writeProblem = "";

  private volatile boolean closed;

  /** The digests that the servers of this store showed last. */
  private final ObservedDigests observed = new ObservedDigests();

  /** The annotations of the definitions with these digests. */
  private final ObservedHints hints = new ObservedHints();

  /** Held while the file is read again, so that one thread reads it. */
  private final Object lock = new Object();

  /**
   * Creates a store in a file. A missing file has no pins. A file that cannot be read is reported
   * by {@link #problem}.
   *
   * @param file the file of pins
   * @param events receives the changes that this store sees first, and the tools accepted in it
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
   * Creates a store without readable pins, which denies every tool.
   *
   * @param why the reason, and how a person can correct it
   * @return the store
   */
  public static PinStore unreadable(String why) {
    return new PinStore(why);
  }

  private static ThreadPoolExecutor ownThread() {
    return DaemonThreads.pool(
        "mcp-pins", 1, Duration.ofSeconds(10), new LinkedBlockingQueue<>(MAX_QUEUED_LISTS));
  }

  /** Returns the current pins, and reads them again if another store has changed them. */
  private Known known() {
    Known last = known;
    PinFile from = file;
    if (from == null) {
      return last;
    }
    if (closed) {
      return new Known(null, "the pin store was closed");
    }
    return isCurrent(from, last) ? last : read(from);
  }

  private static boolean isCurrent(PinFile from, Known last) {
    try {
      return last.version() != null && last.version().stamp().equals(from.stamp());
    } catch (IOException | SecurityException e) {
      return false; // the next read reports the reason
    }
  }

  private Known read(PinFile from) {
    synchronized (lock) {
      Known last = known;
      if (isCurrent(from, last)) {
        return last; // another thread has read the file
      }
      Known now;
      try {
        now = new Known(from.load(), "");
      } catch (IOException | SecurityException e) {
        now = new Known(null, "The pin file " + from + " cannot be used: " + text(e));
      }
      if (!now.problem().equals(last.problem())) {
        if (now.problem().isEmpty()) {
          LOG.info("The pin file {} can be used again", from);
        } else {
          LOG.error("{}; tools of servers with pins are denied", now.problem());
        }
      }
      known = now;
      return now;
    }
  }

  private static String text(Exception e) {
    String text = e.getClass() == IOException.class ? "" : e.getClass().getSimpleName() + " ";
    return PrintableText.line(text + e.getMessage());
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
    definitions.forEach(
        (tool, definition) -> hints.record(digests.getOrDefault(tool, ""), definition));
    return seen(server, digests);
  }

  @Override
  public Map<String, Boolean> hints(String server, String tool) {
    if (status(server, tool) != PinStatus.PINNED) {
      return Map.of();
    }
    // A pinned tool whose definition this store has seen has the digest of its pin.
    String digest = observed.last(new PinSet.Key(server, tool));
    return digest == null ? Map.of() : hints.find(digest);
  }

  /**
   * Records the tools that a server shows, and compares them with their pins. Does not block: if
   * pins must be stored, the stage completes in the writing thread after that. A changed tool may
   * not be called from this moment on.
   *
   * @param server the server's name
   * @param digests the names of the tools, and the digests of their definitions
   * @return a stage that never fails; a list that cannot be stored is withheld
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
        ? done(comparison(now.pins(), server, digests))
        : store(server, Map.copyOf(digests));
  }

  private static CompletionStage<PinComparison> done(PinComparison comparison) {
    return CompletableFuture.completedFuture(comparison);
  }

  private static PinComparison comparison(PinSet pins, String server, Map<String, String> digests) {
    Set<String> changed = pins.changed(server, digests);
    return changed == null
        ? new PinComparison.Withheld(DenialCode.PINS_FULL)
        : new PinComparison.Compared(changed);
  }

  private CompletionStage<PinComparison> store(String server, Map<String, String> digests) {
    CompletableFuture<PinComparison> stage = new CompletableFuture<>();
    try {
      writer.execute(
          () -> {
            PinComparison comparison = new PinComparison.Withheld(DenialCode.PINS_UNREADABLE);
            try {
              List<Pin> changed = new ArrayList<>();
              PinSet after =
                  change(
                      pins -> {
                        PinSet next = pins.seen(server, digests);
                        changed.addAll(next.changedSince(pins));
                        return next;
                      });
              comparison = comparison(after, server, digests);
              warn(server, comparison);
              events.changed(server, changed);
            } catch (IOException | RuntimeException e) {
              LOG.debug("Cannot store the pins of {}", server, e);
            } finally {
              stage.complete(comparison);
            }
          });
    } catch (RejectedExecutionException e) {
      stage.complete(new PinComparison.Withheld(DenialCode.PINS_UNREADABLE));
    }
    return stage;
  }

  private static void warn(String server, PinComparison comparison) {
    if (comparison instanceof PinComparison.Compared compared && !compared.changed().isEmpty()) {
      int count = compared.changed().size();
      LOG.warn(
          "{} tools of {} have changed; they are denied until a person accepts them",
          count,
          server);
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
      writeProblem = "";
      return version.pins();
    } catch (IOException | SecurityException e) {
      String why = "The pin file " + to + " cannot be changed: " + text(e);
      if (writeProblem.isEmpty()) {
        LOG.error("{}; lists with new or changed tools are withheld", why);
      }
      writeProblem = why;
      throw new IOException(why, e);
    }
  }

  /** Does not block on other threads, but reads the file again if it was replaced. */
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
    // A change shown by another server of this name counts only until ours has shown the tool.
    String last = observed.last(key);
    Pin here = last == null ? pin : pin.as(last);
    return here.changed() ? PinStatus.CHANGED : PinStatus.PINNED;
  }

  /**
   * Accepts a changed tool as it was seen last. Blocks until the pin is stored.
   *
   * @param server the server's name
   * @param tool the tool's name
   * @return the new pin
   * @throws NoSuchElementException if the tool has not changed
   * @throws IllegalStateException if the pins cannot be read
   * @throws IOException if the pin cannot be stored; the tool stays denied then
   */
  public Pin accept(String server, String tool) throws IOException {
    return acceptAs(new PinSet.Key(server, tool), null);
  }

  /**
   * Accepts a changed tool if it was seen last with this digest. Blocks until the pin is stored.
   *
   * @param server the server's name
   * @param tool the tool's name
   * @param digest the digest to accept
   * @return the new pin
   * @throws NoSuchElementException if the tool has not changed, or has changed again
   * @throws IllegalStateException if the pins cannot be read
   * @throws IOException if the pin cannot be stored; the tool stays denied then
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
   * Returns the pins of changed tools that must be accepted.
   *
   * @return the pins, by server and tool
   */
  public List<Pin> pending() {
    return pins().stream().filter(Pin::changed).toList();
  }

  /**
   * Returns all pins.
   *
   * @return the pins, by server and tool
   */
  public List<Pin> pins() {
    return known().pins().list();
  }

  /**
   * Returns the reason why the pins cannot be read or stored.
   *
   * @return the reason, and how a person can correct it; or empty
   */
  public String problem() {
    String problem = known().problem();
    return problem.isEmpty() ? writeProblem : problem;
  }

  /** Closes the store; from then on every tool is denied. A second call does nothing. */
  @Override
  public void close() {
    closed = true;
    if (writer instanceof ThreadPoolExecutor pool) {
      pool.shutdown(); // queued lists are withheld
    }
  }
}
