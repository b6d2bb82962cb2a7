// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.launcher.Distribution.Finished;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Client, server or gateway over HTTP is killed; the server records what reaches it. */
class McpHttpKillIT {
  private static final Pattern WAITING = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final Pattern AMOUNT = Pattern.compile("\"amount\":(\\d+)");

  /** More than the policy lets pass without a person. */
  private static final int LARGE = 990;

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private Path ledger;
  private Process bank;
  private int bankPort;
  private Distribution portcullis;
  private Process container;
  private int port;

  @BeforeEach
  void start() throws Exception {
    ledger = Files.createFile(folder.resolve("ledger"));
    startBank();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    portcullis = Distribution.withHome(folder.resolve("home"));
    portcullis.copyConfiguration(
        "core,evidence,transport-embedded,adapter-mcp-http,shell,hot-deploy");
    Path etc = portcullis.home().resolve("etc");
    Files.writeString(
        etc.resolve("policies/starter.yaml"),
        "spec: { tools: { pay: { allow: true, requires_approval_if: 'args.amount > 100' }, '*': {"
            + " allow: false } } }\n");
    Files.writeString(etc.resolve("io.portcullis.gate.cfg"), "");
    Files.writeString(
        etc.resolve("io.portcullis.adapter.mcp.http-1.cfg"),
        "port = %d\nupstream = http://127.0.0.1:%d/mcp\nserverName = bank\n"
            .formatted(port, bankPort));
    startContainer();
  }

  private void startBank() throws Exception {
    bank = McpPeer.bank(ledger, bankPort);
    bankPort = Integer.parseInt(Distribution.firstLine(bank));
  }

  private void startContainer() throws Exception {
    container = portcullis.start("run");
    assertThat(Distribution.firstLine(container)).startsWith("portcullis: ready");
  }

  @AfterEach
  void stop() throws Exception {
    kill(bank);
    portcullis.close();
  }

  private CompletableFuture<HttpResponse<String>> pay(int amount) {
    return client.sendAsync(McpPeer.payment(port, amount), HttpResponse.BodyHandlers.ofString());
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Returns the amounts that the bank paid. */
  private List<Integer> paid() throws IOException {
    return AMOUNT
        .matcher(Files.readString(ledger))
        .results()
        .map(found -> Integer.valueOf(found.group(1)))
        .toList();
  }

  private void awaitPaid(int amount) throws Exception {
    portcullis.until("\"amount\":" + amount, () -> Files.readString(ledger));
  }

  private String awaitWaiting() throws Exception {
    Finished list = portcullis.ctlUntil("\"pay\"", "approvals", "--json");
    Matcher id = WAITING.matcher(list.out());
    assertThat(id.find()).isTrue();
    return id.group(1);
  }

  /** Approves in vain, sees that a call still passes, and that nothing but these ran. */
  private void assertOver(String waiting) throws Exception {
    assertThat(portcullis.run("ctl", "approve", waiting).exitCode()).isNotZero();
    assertPassesAfter();
  }

  private void assertPassesAfter(Integer... before) throws Exception {
    assertThat(pay(1).join().body()).contains("\"paid\":true");
    List<Integer> all = new ArrayList<>(List.of(before));
    all.add(1);
    assertThat(paid()).isEqualTo(all);
    Distribution.terminate(container);
    assertThat(Distribution.finish(container).err()).isEmpty();
    Path journal = portcullis.home().resolve("data/journal");
    Finished verified = portcullis.run("journal", "verify", journal.toString());
    assertThat(verified.exitCode()).as(verified.toString()).isZero();
  }

  @Test
  void callThatNeededApprovalNeverRunsAfterTheGatewayWasKilled() throws Exception {
    CompletableFuture<HttpResponse<String>> payment = pay(LARGE);
    String waiting = awaitWaiting();
    kill(container);
    assertThatThrownBy(payment::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
    startContainer();
    assertOver(waiting);
  }

  @Test
  void openRequestIsNotSentAgainAfterTheGatewayWasKilled() throws Exception {
    CompletableFuture<HttpResponse<String>> payment = pay(McpPeer.UNANSWERED);
    awaitPaid(McpPeer.UNANSWERED);
    kill(container);
    assertThatThrownBy(payment::join).hasCauseInstanceOf(IOException.class);
    startContainer();
    assertPassesAfter(McpPeer.UNANSWERED);
  }

  @Test
  void callThatNeededApprovalNeverRunsAfterItsClientWasKilled() throws Exception {
    Process payer = McpPeer.client(port, LARGE);
    String waiting = awaitWaiting();
    kill(payer);
    portcullis.until(
        "none",
        () -> {
          Finished list = portcullis.run("ctl", "approvals", "--json");
          assertThat(list.exitCode()).as(list.toString()).isZero();
          return list.out().contains("\"pay\"") ? list.out() : "none";
        });
    assertOver(waiting);
  }

  @Test
  void aClientThatIsKilledWhileItsCallRunsLeavesTheGatewayInOrder() throws Exception {
    Process payer = McpPeer.client(port, McpPeer.UNANSWERED);
    awaitPaid(McpPeer.UNANSWERED);
    kill(payer);
    assertPassesAfter(McpPeer.UNANSWERED);
  }

  @Test
  void openRequestIsNotSentAgainAfterTheServerWasKilled() throws Exception {
    CompletableFuture<HttpResponse<String>> payment = pay(McpPeer.UNANSWERED);
    awaitPaid(McpPeer.UNANSWERED);
    kill(bank);
    assertThat(payment.join().body()).contains("\"error\"").doesNotContain("\"paid\"");
    assertThat(pay(2).join().body()).doesNotContain("\"paid\"");
    startBank();
    assertPassesAfter(McpPeer.UNANSWERED);
  }
}
