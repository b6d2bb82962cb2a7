// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers how tools were defined when they were first seen, so that a server that changes one
 * afterwards cannot have it used before somebody has {@linkplain #accept accepted} it. What is
 * compared is the {@link ToolDigest}. Kept in a JSON file that is replaced as a whole, forced to
 * the disk and for its owner only; a file beside it, with {@code .lock} at its end, keeps other
 * processes away. If the pins cannot be known nothing may be used and nothing is written.
 * Thread-safe.
 */
public final class PinStore implements AutoCloseable {
  /** Most tools of all servers together. */
  public static final int MAX_TOOLS = 10_000;

  /** Largest file, in bytes. */
  public static final int MAX_BYTES = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(PinStore.class);

  /** What the file takes without any pin, in bytes. */
  private static final int FRAME = 64;

  private static final int MAX_LISTS_TO_KEEP = 1_024;

  /** How a tool stands. */
  public enum Standing {
    /** No list ever showed it. */
    UNKNOWN,
    /** It is what it was. */
    PINNED,
    /** It differs and was not accepted. */
    CHANGED,
    /** It cannot be known. */
    UNREADABLE
  }

  /** What the pins say of a list. */
  public sealed interface Sight {
    /**
     * The pins are known and kept.
     *
     * @param changed which tools may not be shown
     */
    record Compared(Set<String> changed) implements Sight {}

    /**
     * The list may not be shown at all.
     *
     * @param code why
     */
    record Withheld(DenialCode code) implements Sight {}
  }

  private record Key(String server, String tool) {}

  private final Path file;
  private final Executor writer;

  private final Map<Key, Pin> pins = new ConcurrentHashMap<>();

  /** Why the pins cannot be known; empty if they are. */
  private volatile String problem;

  /** Why they could not be kept the last time; empty if they were. */
  private volatile String trouble = "";

  /** Guards changes of the pins, and what follows. */
  private final Object lock = new Object();

  private long bytes = FRAME;
  private long version;

  /** Held while the file is written. */
  private final Object saving = new Object();

  private @Nullable PinFile open;
  private long savedVersion;

  /**
   * Takes possession of a file and reads it. If it is not there no tool is pinned; if it cannot be
   * read, is not what was written or is used by somebody else, see {@link #problem}.
   *
   * @param file where the pins are kept
   */
  public PinStore(Path file) {
    this(file, ownThread());
  }

  PinStore(Path file, Executor writer) {
    this.file = file;
    this.writer = writer;
    problem = "";
    try {
      load();
    } catch (IOException | SecurityException e) {
      refuse(file + " cannot be used: " + said(e));
    }
  }

  private PinStore(String why) {
    file = Path.of("");
    writer = Runnable::run;
    problem = "";
    refuse(why);
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

  private void load() throws IOException {
    PinFile opened = PinFile.open(file);
    boolean loaded = false;
    try {
      for (Pin pin : opened.load()) {
        if (pins.put(new Key(pin.server(), pin.tool()), pin) != null) {
          throw new IOException("a tool is pinned twice");
        }
        bytes += PinFormat.size(pin.server(), pin.tool());
      }
      open = opened;
      loaded = true;
      LOG.info("{} pins of tools in {}", pins.size(), file);
    } finally {
      if (!loaded) {
        opened.close();
      }
    }
  }

  private void refuse(String why) {
    problem = why;
    pins.clear();
    LOG.error("pins of tools: {}; every tool of a server with pins is denied", why);
  }

  private static String said(Exception e) {
    String text = e.getClass() == IOException.class ? "" : e.getClass().getSimpleName() + " ";
    return (text + e.getMessage()).replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
  }

  /**
   * Takes down what a server shows and compares it. Does not wait: if something must be kept the
   * stage completes once it is, in the thread that writes. What has changed may not be called from
   * the very moment on.
   *
   * @param server the server's name
   * @param digests what it shows: names of tools, and the digests of their definitions
   * @return a stage that never fails; a list that cannot be kept is withheld
   */
  public CompletionStage<Sight> seen(String server, Map<String, String> digests) {
    Set<String> changed = new HashSet<>();
    long wanted;
    synchronized (lock) {
      if (!problem.isEmpty()) {
        return done(new Sight.Withheld(DenialCode.PINS_UNREADABLE));
      }
      if (!hasRoomFor(server, digests.keySet())) {
        return done(new Sight.Withheld(DenialCode.PINS_FULL));
      }
      boolean changes = false;
      for (Map.Entry<String, String> shown : digests.entrySet()) {
        changes |= see(server, shown.getKey(), shown.getValue(), changed);
      }
      version += changes ? 1 : 0;
      wanted = version;
    }
    Sight compared = new Sight.Compared(Set.copyOf(changed));
    return isSaved(wanted) ? done(compared) : save(compared);
  }

  private static CompletionStage<Sight> done(Sight sight) {
    return CompletableFuture.completedFuture(sight);
  }

  private boolean hasRoomFor(String server, Set<String> tools) {
    long more = 0;
    int count = 0;
    for (String tool : tools) {
      if (server.length() > PinFormat.MAX_NAME || tool.length() > PinFormat.MAX_NAME) {
        return false;
      }
      if (!pins.containsKey(new Key(server, tool))) {
        more += PinFormat.size(server, tool);
        count++;
      }
    }
    return count == 0 || (pins.size() + count <= MAX_TOOLS && bytes + more <= MAX_BYTES);
  }

  /** Whether anything is new about it. */
  private boolean see(String server, String tool, String digest, Set<String> changed) {
    Key key = new Key(server, tool);
    Pin before = pins.get(key);
    Pin now = before == null ? new Pin(server, tool, digest, null) : before.seenAs(digest);
    if (now.changed()) {
      changed.add(tool);
    }
    if (now.equals(before)) {
      return false;
    }
    pins.put(key, now);
    if (before == null) {
      bytes += PinFormat.size(server, tool);
    } else if (!before.changed()) {
      LOG.warn("a tool of {} has changed and is denied until it is accepted", server);
    }
    return true;
  }

  private CompletionStage<Sight> save(Sight compared) {
    CompletableFuture<Sight> stage = new CompletableFuture<>();
    try {
      writer.execute(
          () -> {
            Sight sight = new Sight.Withheld(DenialCode.PINS_UNREADABLE);
            try {
              save();
              sight = compared;
            } catch (IOException | RuntimeException e) {
              LOG.debug("the pins were not kept", e);
            } finally {
              stage.complete(sight);
            }
          });
    } catch (RejectedExecutionException e) {
      stage.complete(new Sight.Withheld(DenialCode.PINS_UNREADABLE));
    }
    return stage;
  }

  private boolean isSaved(long wanted) {
    synchronized (lock) {
      return savedVersion >= wanted;
    }
  }

  /** Keeps the pins as they are now, unless they are kept. */
  private void save() throws IOException {
    synchronized (saving) {
      List<Pin> list;
      long now;
      synchronized (lock) {
        if (!problem.isEmpty()) {
          throw new IOException(problem);
        }
        list = pins();
        now = version;
        if (savedVersion >= now) {
          return;
        }
      }
      write(list);
      synchronized (lock) {
        savedVersion = now;
      }
    }
  }

  private void write(List<Pin> list) throws IOException {
    PinFile to = open;
    if (to == null) {
      throw new IOException(problem);
    }
    try {
      to.save(list);
      trouble = "";
    } catch (IOException | SecurityException e) {
      String why = file + " cannot be written: " + said(e);
      if (trouble.isEmpty()) {
        LOG.error("pins of tools: {}; lists with news are withheld", why);
      }
      trouble = why;
      throw new IOException(why, e);
    }
  }

  /**
   * How a tool stands now. Does not wait.
   *
   * @param server the server's name
   * @param tool the tool's name
   * @return how it stands
   */
  public Standing standing(String server, String tool) {
    if (!problem.isEmpty()) {
      return Standing.UNREADABLE;
    }
    Pin pin = pins.get(new Key(server, tool));
    // Again, since a store that is closed is emptied after it has a problem.
    return !problem.isEmpty()
        ? Standing.UNREADABLE
        : pin == null ? Standing.UNKNOWN : pin.changed() ? Standing.CHANGED : Standing.PINNED;
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
    Pin pin = pins.get(new Key(server, tool));
    return accept(server, tool, pin == null || pin.seen() == null ? "" : pin.seen());
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
    synchronized (saving) {
      Key key = new Key(server, tool);
      Pin before;
      Pin accepted = new Pin(server, tool, digest, null);
      List<Pin> list;
      long now;
      synchronized (lock) {
        if (!problem.isEmpty()) {
          throw new IllegalStateException(problem);
        }
        before = pins.get(key);
        if (before == null || !digest.equals(before.seen())) {
          throw new NoSuchElementException("no such change waits to be accepted");
        }
        list = pins().stream().map(pin -> pin.equals(before) ? accepted : pin).toList();
        now = version;
      }
      write(list);
      synchronized (lock) {
        savedVersion = Math.max(savedVersion, now);
        Pin current = pins.getOrDefault(key, before); // it may have been seen again meanwhile
        String last = current.seen() == null ? current.pinned() : current.seen();
        Pin after = accepted.seenAs(last);
        pins.put(key, after);
        return after;
      }
    }
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
    return pins.values().stream()
        .sorted(Comparator.comparing(Pin::server).thenComparing(Pin::tool))
        .toList();
  }

  /**
   * Why nothing may be used, or why nothing new can be kept.
   *
   * @return what a person must know to set that right, or empty
   */
  public String problem() {
    return problem.isEmpty() ? trouble : problem;
  }

  /** Gives the file up; from then on the pins cannot be known. Again does nothing. */
  @Override
  public void close() {
    synchronized (lock) {
      if (problem.isEmpty()) {
        problem = "the store of pins was closed";
      }
      pins.clear();
    }
    if (writer instanceof ThreadPoolExecutor pool) {
      pool.shutdown(); // what still waits is told that it is too late
    }
    synchronized (saving) {
      PinFile last = open;
      open = null;
      if (last != null) {
        closeFile(last);
      }
    }
  }

  private void closeFile(PinFile last) {
    try {
      last.close();
    } catch (IOException e) {
      LOG.warn("{} was not given up: {}", file, said(e));
    }
  }
}
