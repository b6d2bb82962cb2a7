// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.policy.model.PolicyRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

  private static PolicyDecision decide(String allowlist, @Nullable String url, String arguments) {
    // Without a section data, in a form that scans no URL without one.
    return Given.engine(
            "{apiVersion: portcullis/v1, spec: {network: {allowlist: [" + allowlist + "]}}}")
        .evaluate(new PolicyRequest("", "", "", Action.NETWORK_CALL, "", "", arguments, url));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "api.example.com | https://api.example.com/v1?q=1#f | true",
        "api.example.com | HTTPS://API.Example.COM:8443 | true",
        "api.example.com | wss://api.example.com:65535/ | true",
        "db.example.com | postgres://u:p@db.example.com:5432/x | true",
        "api.example.com | https://api.example.com:/ | true",
        "API.Example.com | https://api.example.com | true",
        "api.example.com | https://example.com | false",
        "example.com | https://api.example.com | false",
        "'*.example.com' | https://api.example.com | true",
        "'*.example.com' | https://a.b.example.com | true",
        "'*.example.com' | https://example.com | false",
        "'*.example.com' | https://badexample.com | false",
        "'*.EXAMPLE.com' | https://api.example.COM | true",
        "'*' | https://anything.test | true",
        "'*', x | https://anything.test | true",
        "x.test, '*.y.test' | https://a.y.test | true",
        "'api.*.com' | https://api.example.com | false",
        "example.com | https://user:pw@example.com/ | true",
        "user | https://user:pw@example.com/ | false",
        "example.com | https://example.com@evil.test/ | false",
        "example.com | https://evil.test/@example.com | false",
        "example.com | https://evil.test?@example.com | false",
        "example.com | https://evil.test#@example.com | false",
        "'::1' | http://[::1]:80/ | true",
        "'[::1]' | http://[::1]/ | true",
        "127.0.0.1 | http://127.0.0.1:9/ | true",
        "example.com | https://example.com./ | false",
        "ok.test | https://o\u212A.test/ | false",
      })
  void matchesTheHostOfTheUrl(String allowlist, String url, boolean allowed) {
    PolicyDecision decision = decide(allowlist, url, "");

    assertThat(decision.reason())
        .isEqualTo(allowed ? "allowed by policy" : "host not in network allowlist");
    assertThat(decision.rule())
        .isEqualTo(allowed ? "network.allowlist" : "host not in network allowlist");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "example.com",
        "//example.com",
        "https:///x",
        "https://",
        "https://a@b@example.com/",
        "https://evil.test\\@example.com/",
        "https://example.com\\.evil.test/",
        "https://exa mple.com/",
        "https://example.com\t/",
        "https://example.com\n",
        "https://example%2ecom/",
        "https://example.com:80:90/",
        "https://example.com:http/",
        "https://[::1/",
        "1https://example.com/",
        "https://evil.test\uFF0F.example.com/",
        "https://evil.test\u2100.example.com/",
        "https://evil.test\uFDFA.example.com/",
        "https://evil.test;.example.com/",
        "https://evil.test,example.com/",
        "https://*.example.com/",
        "https://evil\u200B.test/",
        "https://[example.com]/",
        "https://[1]/",
        "https://.example.com",
        "https://../",
        "https://a..example.com/",
        "https://example.com../",
        "https://user@/",
        "https://user:pw@:443/",
        "https://example.com%00.evil.test/",
        "https://%65xample.com/",
        "https://example.com:0/",
        "https://example.com:00443/",
        "https://example.com:65536/",
        "https://example.com:99999999999/",
        "https://example.com:-1/",
        "https://example.com:\u0664\u0664\u0663/",
        "file://example.com/etc/hostname",
        "file:///etc/hostname",
        "unix://example.com/run/x.sock",
        "jar://example.com/x",
        "jar:https://example.com/x!/y",
        "gopher://example.com/_x",
        "dict://example.com:11211/stat",
        "javascript://example.com/%0aalert(1)",
        "data://example.com/x",
        "view-source:https://example.com/",
        "http+unix://example.com/x",
        "httpss://example.com/",
        "http\u017f://example.com/",
      })
  void ambiguousUrlIsAFault(String url) {
    assertThat(decide("'*'", url, "")).isInstanceOf(Fault.class);
    assertThat(Given.engine("tools: {}").evaluate(Given.network(url))).isInstanceOf(Fault.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"host\":\"api.example.com\",\"port\":443,\"protocol\":\"https\"} | Allow",
        "{\"host\":\"API.example.com\"} | Allow",
        "{\"host\":\"evil.test\"} | Deny",
        "{\"url\":\"https://api.example.com/x\"} | Allow",
        "{\"url\":\"https://evil.test/x\"} | Deny",
        "{\"host\":\"api.example.com\",\"url\":\"https://evil.test/x\"} | Fault",
        "{\"host\":\"api.example.com\",\"url\":\"https://api.example.com/x\"} | Allow",
        "{\"host\":\"api.example.com:443\"} | Fault",
        "{\"host\":\"evil.test/\\u0085api.example.com\"} | Fault",
        "{\"host\":\"evil.test#\\u0085api.example.com\"} | Fault",
        "{\"host\":\"[::1]:80\"} | Fault",
        "{\"host\":\"a:b:c\"} | Deny",
        "{\"host\":\"g:h:i\"} | Fault",
        "{\"host\":\"::1\"} | Deny",
        "{\"host\":\"b\u00fccher.test\"} | Deny",
        "{\"host\":\"api.example.com/x\"} | Fault",
        "{\"host\":\"x@api.example.com\"} | Fault",
        "{\"host\":\"\"} | Fault",
        "{\"host\":5} | Fault",
        "{\"host\":null,\"url\":\"https://api.example.com/\"} | Fault",
        "{\"host\":\"api.example.com.\"} | Deny",
        "{\"host\":\".api.example.com\"} | Fault",
        "{\"host\":\"api%2eexample.com\"} | Fault",
        "{\"host\":\"api.example.com\\\\\"} | Fault",
        "{\"host\":\"api.example.com\\u0000\"} | Fault",
        "{\"host\":\"api.example.com\",\"protocol\":\"HTTPS\"} | Allow",
        "{\"host\":\"api.example.com\",\"protocol\":\"https://evil.test/\"} | Fault",
        "{\"host\":\"api.example.com\",\"protocol\":\"https:\"} | Fault",
        "{\"host\":\"api.example.com\",\"protocol\":\" https\"} | Fault",
        "{\"host\":\"api.example.com\",\"protocol\":\"file\"} | Fault",
        "{\"host\":\"api.example.com\",\"protocol\":\"\"} | Fault",
        "{\"host\":\"api.example.com\",\"protocol\":6} | Fault",
        "{\"host\":\"api.example.com\",\"protocol\":null} | Fault",
        "{\"url\":\"https://api.example.com/\",\"protocol\":\"file\"} | Fault",
        "{\"url\":\"https://api.example.com/\",\"protocol\":\"http\"} | Fault",
        "{\"url\":\"https://api.example.com:444/\",\"port\":444} | Allow",
        "{\"url\":\"https://api.example.com:444/\",\"port\":443} | Fault",
        "{\"url\":\"file://api.example.com/\"} | Fault",
        "{\"host\":\"api.example.com\",\"port\":1} | Allow",
        "{\"host\":\"api.example.com\",\"port\":65535} | Allow",
        "{\"host\":\"api.example.com\",\"port\":0} | Fault",
        "{\"host\":\"api.example.com\",\"port\":-1} | Fault",
        "{\"host\":\"api.example.com\",\"port\":65536} | Fault",
        "{\"host\":\"api.example.com\",\"port\":99999999999} | Fault",
        "{\"host\":\"api.example.com\",\"port\":443.5} | Fault",
        "{\"host\":\"api.example.com\",\"port\":\"443@evil.test\"} | Fault",
        "{\"host\":\"api.example.com\",\"port\":\"443\"} | Fault",
        "{\"host\":\"api.example.com\",\"port\":[443]} | Fault",
        "{\"url\":null} | Fault",
        "{\"port\":443} | Fault",
        "[] | Fault",
        "`` | Fault",
        "{ | Fault",
      })
  void readsTheHostOfTheArguments(String arguments, String kind) {
    assertThat(Given.kind(decide("api.example.com", null, arguments))).isEqualTo(kind);
  }

  @Test
  void urlAndArgumentsMustAgree() {
    String url = "https://api.example.com/";

    assertThat(decide("api.example.com", url, "{\"host\":\"api.example.com\"}"))
        .isInstanceOf(Allow.class);
    assertThat(decide("api.example.com", url, "{\"method\":\"GET\"}")).isInstanceOf(Allow.class);
    assertThat(decide("api.example.com", url, "{\"host\":\"evil.test\"}"))
        .isInstanceOf(Fault.class);
    assertThat(decide("api.example.com", url, "{\"host\":\"API.example.com\"}"))
        .isInstanceOf(Allow.class);
    // A dotless i: another domain, although its upper case is that of an i.
    assertThat(decide("api.example.com", url, "{\"host\":\"ap\u0131.example.com\"}"))
        .isInstanceOf(Fault.class);
    assertThat(decide("api.example.com", url, "{")).isInstanceOf(Fault.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"network: {}", "network: {allowlist: []}"})
  void emptyListDeniesEveryHost(String yaml) {
    assertThat(Given.engine(yaml).evaluate(Given.network("https://example.com")).reason())
        .isEqualTo("host not in network allowlist");
    assertThat(Given.policies(yaml).warnings())
        .extracting(PolicyProblem::message)
        .contains(
            "no host is listed, so every action network_call is denied; the list governs that"
                + " action only: a tool that does the same, called over MCP or LangChain4j, is not"
                + " restricted by it");
  }

  @Test
  void networkIsUnrestrictedWithoutTheSection() {
    assertThat(Given.engine("tools: {}").evaluate(Given.network("https://example.com")).rule())
        .isEqualTo("default");
  }

  @Test
  void networkSectionAppliesToNetworkCallsOnly() {
    assertThat(Given.engine("network: {}").evaluate(Given.call("a"))).isInstanceOf(Allow.class);
  }
}
