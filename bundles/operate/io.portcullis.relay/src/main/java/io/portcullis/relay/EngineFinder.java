// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attaches a session to the engine of its home, and starts an engine if none runs. Of several
 * sessions that start at once one starts the engine: it holds a lock meanwhile, and each session
 * searches again once it holds it. For one thread.
 */
final class EngineFinder {
  private static final String SOCKET = "sessions.sock";

  /** The versions that may run at the same time. */
  private static final int MAX_HOMES = 4;

  /** An engine can end at once after its start, because the user stops it. */
  private static final int MAX_STARTS = 3;

  private final EngineHome home;
  private final String version;
  private final EngineStarter starter;

  /** The number of the first home without an engine of another version; set by each search. */
  private int free;

  EngineFinder(EngineHome home, String version, EngineStarter starter) {
    this.home = home;
    this.version = version;
    this.starter = starter;
  }

  /**
   * Attaches a session.
   *
   * @param words the words of the session for the engine
   * @throws NoEngineException if no engine accepts it, and none can be started
   */
  Attachment attach(List<String> words) throws NoEngineException {
    Attachment found = search(words);
    return found == null ? attachToNewEngine(words) : found;
  }

  @SuppressWarnings("try") // the lock is held, not used
  private Attachment attachToNewEngine(List<String> words) throws NoEngineException {
    try (FileChannel lock = starter.lock(home)) {
      for (int i = 0; i < MAX_STARTS; i++) {
        Attachment found = search(words); // another session may have started it meanwhile
        if (found != null) {
          return found;
        }
        if (free == 0) {
          throw new NoEngineException(
              "engines of other versions use all homes; end their sessions");
        }
        starter.start(home, free);
      }
    } catch (IOException e) {
      throw new NoEngineException("no engine can be started: " + e.getMessage());
    }
    throw new NoEngineException("the engine ends as soon as it has started");
  }

  private @Nullable Attachment search(List<String> words) throws NoEngineException {
    free = 0;
    for (int number = 1; number <= MAX_HOMES; number++) {
      Path folder = home.folder(number);
      Path socket = socket(folder);
      EngineConnection.Reply[] reply = new EngineConnection.Reply[1];
      Attachment found = socket == null ? null : attach(socket, words, reply);
      if (found != null) {
        return found;
      }
      boolean other = reply[0] != null && reply[0].type() == 'v';
      free = free == 0 && !other ? number : free;
      if (!Files.exists(folder)) {
        break; // homes are created in their order
      }
    }
    return null;
  }

  /** Returns the path that the engine of a home has recorded, or null if there is none. */
  private static @Nullable Path socket(Path folder) throws NoEngineException {
    Path record = folder.resolve("data").resolve("control").resolve("path");
    try {
      return Path.of(Files.readString(record).trim()).resolveSibling(SOCKET);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new NoEngineException("cannot read " + record + ": " + e.getMessage());
    }
  }

  private @Nullable Attachment attach(
      Path socket, List<String> words, EngineConnection.Reply[] answer) throws NoEngineException {
    SocketChannel client = null;
    SocketChannel server = null;
    boolean attached = false;
    try {
      client = EngineConnection.open(socket);
      EngineConnection.Reply reply = EngineConnection.request(client, "CLIENT", version, words);
      answer[0] = reply;
      if (reply.isAccepted()) {
        server = EngineConnection.open(socket);
        List<String> token = List.of(reply.text());
        reply = EngineConnection.request(server, "SERVER", version, token);
        attached = reply.isAccepted();
      }
      refuse(reply);
      return attached && server != null ? new Attachment(client, server, socket) : null;
    } catch (IOException e) {
      return null; // no engine answers, or it has just ended
    } finally {
      if (!attached) {
        close(client);
        close(server);
      }
    }
  }

  private static void refuse(EngineConnection.Reply reply) throws NoEngineException {
    if (reply.type() == 'r') {
      throw new NoEngineException(reply.text());
    }
  }

  private static void close(@Nullable SocketChannel channel) {
    if (channel != null) {
      Attachment.closeQuietly(channel);
    }
  }

  /** Asks the engine whether calls can be decided; empty if it does not answer. */
  String status(Path socket) {
    try (SocketChannel channel = EngineConnection.open(socket)) {
      return EngineConnection.request(channel, "STATUS", version, List.of()).text();
    } catch (IOException | NoEngineException e) {
      return "";
    }
  }

  /** Ends the engines of the home, whatever their version; returns how many there were. */
  int stop() throws NoEngineException {
    int stopped = 0;
    for (int number = 1; number <= MAX_HOMES; number++) {
      Path socket = socket(home.folder(number));
      stopped += socket != null && stop(socket) ? 1 : 0;
    }
    return stopped;
  }

  private boolean stop(Path socket) throws NoEngineException {
    try (SocketChannel channel = EngineConnection.open(socket)) {
      return EngineConnection.request(channel, "STOP", version, List.of()).isAccepted();
    } catch (IOException e) {
      return false;
    }
  }
}
