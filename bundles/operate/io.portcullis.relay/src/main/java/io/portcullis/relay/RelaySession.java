// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * One session between a client, a server and an engine. Bytes of the client reach the server only
 * through an engine, and the other way round. If an engine ends before it has forwarded a byte, the
 * next one gets everything again; otherwise the session ends with its engine.
 */
final class RelaySession extends Thread {
  private static final int MAX_ENGINES = 3;

  /** Attaches this session to an engine. */
  interface Engines {
    /**
     * Attaches.
     *
     * @param words the words of the session
     * @throws NoEngineException if no engine accepts the session
     */
    Attachment attach(List<String> words) throws NoEngineException;

    /** Returns a line that says whether calls can be decided, or an empty one. */
    String status(Attachment attachment);
  }

  private final OutputStream client;
  private final OutputStream server;
  private final Engines engines;
  private final List<String> words;
  private final Runnable onEnd;
  private final PrintStream people;
  private final Uplink fromClient = new Uplink();
  private final Uplink fromServer = new Uplink();
  private volatile boolean attached;
  private volatile boolean lost;

  /**
   * Creates a session that has not started.
   *
   * @param client gets the bytes for the client
   * @param server gets the bytes for the server
   * @param engines attach the session
   * @param words the words of the session for its engine
   * @param onEnd called, once, when no byte passes any more
   * @param people gets lines for people
   */
  RelaySession(
      OutputStream client,
      OutputStream server,
      Engines engines,
      List<String> words,
      Runnable onEnd,
      PrintStream people) {
    super("session");
    setDaemon(true);
    this.client = client;
    this.server = server;
    this.engines = engines;
    this.words = words;
    this.onEnd = onEnd;
    this.people = people;
  }

  /** Returns the way of the client's bytes to the engine; the caller pumps. */
  Uplink fromClient() {
    return fromClient;
  }

  /** Returns the way of the server's bytes to the engine; the caller pumps. */
  Uplink fromServer() {
    return fromServer;
  }

  @Override
  public void run() {
    try {
      int left = MAX_ENGINES;
      while (left > 0 && relay(engines.attach(words))) {
        left--;
      }
      if (left == 0) {
        lost = true;
        tell("the engine ends again and again; this session and its server end");
      }
    } catch (NoEngineException e) {
      lost = true;
      tell(String.valueOf(e.getMessage()));
    } finally {
      fromClient.close();
      fromServer.close();
      onEnd.run();
    }
  }

  private void tell(String line) {
    people.println("portcullis: ".concat(line));
  }

  /** Relays over an engine until it ends; returns whether another one may take over. */
  private boolean relay(Attachment attachment) {
    try (attachment) {
      Handover handover = new Handover();
      ToClient toClient = new ToClient(attachment, handover);
      Thread toServer = new Thread(new ToServer(attachment, handover), "to-server");
      toServer.setDaemon(true);
      attached = true;
      toServer.start();
      attachUplinks(attachment);
      toClient.run();
      return mayContinue(handover, toClient.isBroken());
    }
  }

  private void attachUplinks(Attachment attachment) {
    try {
      fromServer.attach(attachment.server());
      fromClient.attach(attachment.client());
    } catch (IOException e) {
      // The engine has ended; its connections are read to their end.
    }
  }

  private boolean mayContinue(Handover handover, boolean clientGone) {
    boolean nothingForwarded = handover.abandon();
    boolean repeatable = fromClient.detach();
    repeatable &= fromServer.detach();
    if (fromServer.hasEnded() || clientGone) {
      return false;
    }
    boolean again = nothingForwarded && repeatable;
    if (!again) {
      lost = true;
      tell("the engine has ended this session; its server ends too");
    }
    return again;
  }

  /** From the first byte on, no other engine may get what this one got. */
  private void release() {
    fromClient.release();
    fromServer.release();
  }

  /** Returns whether the session ended without its server. */
  boolean isLost() {
    return lost;
  }

  /**
   * Waits until no byte passes any more. A server that ended without a byte, before there was an
   * engine, is not waited for.
   */
  void awaitEnd() throws InterruptedException {
    if (fromServer.awaitFirst() || attached) {
      join();
    }
  }

  private final class ToClient extends Downlink {
    private final Attachment attachment;
    private boolean told;

    ToClient(Attachment attachment, Handover handover) {
      super(attachment.client(), client, handover);
      this.attachment = attachment;
    }

    @Override
    void forwarding() {
      if (!told) {
        release();
      }
    }

    @Override
    void forwarded() {
      if (!told && fromServer.hasStarted()) {
        told = true;
        Thread teller = new Thread(new StatusTeller(attachment), "status");
        teller.setDaemon(true);
        teller.start();
      }
    }
  }

  private final class ToServer extends Downlink {
    private final Handover handover;
    private boolean released;

    ToServer(Attachment attachment, Handover handover) {
      super(attachment.server(), server, handover);
      this.handover = handover;
    }

    @Override
    void forwarding() {
      if (!released) {
        released = true;
        release();
      }
    }

    /** An engine that ends the output after the client's has forwarded the end of the client. */
    @Override
    void ended() {
      if (fromClient.hasEnded() && handover.forward()) {
        try {
          server.close();
        } catch (IOException e) {
          // the server has ended
        }
      }
    }
  }

  private final class StatusTeller implements Runnable {
    private final Attachment attachment;

    StatusTeller(Attachment attachment) {
      this.attachment = attachment;
    }

    @Override
    public void run() {
      String status = engines.status(attachment);
      if (!status.isEmpty()) {
        tell(status);
      }
    }
  }
}
