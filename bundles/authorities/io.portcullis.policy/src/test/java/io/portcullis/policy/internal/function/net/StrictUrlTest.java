// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StrictUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://example.com | https | example.com | 443 | /",
        "https://example.com/ | https | example.com | 443 | /",
        "HTTPS://Example.COM:8443/a?b=c#d | https | example.com | 8443 | /a",
        "http://example.com?/a | http | example.com | 80 | /",
        "http://example.com#@evil.test/ | http | example.com | 80 | /",
        "http://example.com/@evil.test | http | example.com | 80 | /@evil.test",
        "http://example.com./a | http | example.com | 80 | /a",
        "ws://a_b.example/x | ws | a_b.example | 80 | /x",
        "ssh://git.example.com | ssh | git.example.com | 22 | /",
        "grpc://example.com:50051 | grpc | example.com | 50051 | /",
        "http://xn--fa-hia.de/ | http | xn--fa-hia.de | 80 | /",
        "http://xn--pple-43d.com/ | http | xn--pple-43d.com | 80 | /",
        "http://r3---sn.example/ | http | r3---sn.example | 80 | /",
        "http://127.0.0.1/ | http | 127.0.0.1 | 80 | /",
        "http://127.0.0.1./ | http | 127.0.0.1 | 80 | /",
        "http://127.1/ | http | 127.0.0.1 | 80 | /",
        "http://0x7f.1:81/ | http | 127.0.0.1 | 81 | /",
        "http://0X7F000001/ | http | 127.0.0.1 | 80 | /",
        "http://2130706433/ | http | 127.0.0.1 | 80 | /",
        "http://017700000001/ | http | 127.0.0.1 | 80 | /",
        "http://0/ | http | 0.0.0.0 | 80 | /",
        "http://[::1]/ | http | ::1 | 80 | /",
        "http://[::1]:8080/ | http | ::1 | 8080 | /",
        "http://[::ffff:127.0.0.1]/ | http | 127.0.0.1 | 80 | /",
        "http://[::FFFF:7F00:1]/ | http | 127.0.0.1 | 80 | /",
        "http://[64:ff9b::a9fe:a9fe]/ | http | 169.254.169.254 | 80 | /",
        "http://[2001:DB8:0:0:0:0:0:1]/ | http | 2001:db8::1 | 80 | /",
        "http://example.com/%61%2D%7e%7E%c3%a9 | http | example.com | 80 | /a-~~%C3%A9",
        "http://example.com/a%20b%3Fc%23 | http | example.com | 80 | /a%20b%3Fc%23",
        "http://example.com/a/b/ | http | example.com | 80 | /a/b/",
        "http://example.com/.well-known/..x/a..b | http | example.com | 80 | /.well-known/..x/a..b",
      })
  void readsTheParts(String text, String scheme, String host, int port, String path)
      throws Exception {
    StrictUrl url = StrictUrl.of(text);

    assertThat(url.scheme()).isEqualTo(scheme);
    assertThat(url.host()).isEqualTo(host);
    assertThat(url.port()).isEqualTo(port);
    assertThat(url.path()).isEqualTo(path);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments("", FunctionProblem.URL_SYNTAX),
        arguments("example.com", FunctionProblem.URL_SYNTAX),
        arguments("//example.com/", FunctionProblem.URL_SYNTAX),
        arguments("http:example.com/a", FunctionProblem.URL_SYNTAX),
        arguments("http:/example.com", FunctionProblem.URL_SYNTAX),
        arguments("http:///example.com/a", FunctionProblem.URL_HOST),
        arguments("http://", FunctionProblem.URL_HOST),
        arguments("http://:80/", FunctionProblem.URL_HOST),
        arguments("http://./", FunctionProblem.URL_HOST),
        arguments("http://../", FunctionProblem.URL_HOST),
        arguments("http://a..b/", FunctionProblem.URL_HOST),
        arguments("http://.a/", FunctionProblem.URL_HOST),
        arguments("http://a../", FunctionProblem.URL_HOST),
        arguments("javascript://example.com/%0aalert(1)", FunctionProblem.URL_SCHEME),
        arguments("file:///etc/passwd", FunctionProblem.URL_SCHEME),
        arguments("file://example.com/etc/passwd", FunctionProblem.URL_SCHEME),
        arguments("gopher://example.com/_x", FunctionProblem.URL_SCHEME),
        arguments("view-source:https://example.com/", FunctionProblem.URL_SCHEME),
        arguments("httpss://example.com/", FunctionProblem.URL_SCHEME),
        arguments("://example.com/", FunctionProblem.URL_SCHEME),
        arguments("/x://example.com/", FunctionProblem.URL_SCHEME),
        arguments("http://user@example.com/", FunctionProblem.URL_USER),
        arguments("http://user:pw@example.com/", FunctionProblem.URL_USER),
        arguments("http://@example.com/", FunctionProblem.URL_USER),
        arguments("http://example.com@evil.test/", FunctionProblem.URL_USER),
        arguments("http://a@b@example.com/", FunctionProblem.URL_USER),
        arguments("http://good.example\\@evil.test/", FunctionProblem.URL_CHARACTER),
        arguments("http:\\\\evil.test/", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com\\.evil.test/", FunctionProblem.URL_CHARACTER),
        arguments(" http://example.com/", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/ ", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/a b", FunctionProblem.URL_CHARACTER),
        arguments("http://exa\tmple.com/", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com\n/", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com\0.evil.test/", FunctionProblem.URL_CHARACTER),
        arguments("\ufeffhttp://example.com/", FunctionProblem.URL_CHARACTER),
        arguments("http://fa\u00df.de/", FunctionProblem.URL_CHARACTER),
        arguments("http://\u0430pple.com/", FunctionProblem.URL_CHARACTER),
        arguments("http://exa\u3002com/", FunctionProblem.URL_CHARACTER),
        arguments("http://\u2460.com/", FunctionProblem.URL_CHARACTER),
        arguments("http://exam\u00adple.com/", FunctionProblem.URL_CHARACTER),
        arguments("http://exam\u200bple.com/", FunctionProblem.URL_CHARACTER),
        arguments("http://evil.test\uff0f.example.com/", FunctionProblem.URL_CHARACTER),
        arguments("http\u017f://example.com/", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/\u202etxt.exe", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/\u00fc", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/<a>", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/{a}", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/a|b", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/\"a\"", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/%", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/%4", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/%zz", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/%\uff11\uff11", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/a#b#c", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/?a[]=1", FunctionProblem.URL_CHARACTER),
        arguments("http://example.com/[::1]", FunctionProblem.URL_CHARACTER),
        arguments("http://ex%61mple.com/", FunctionProblem.URL_HOST),
        arguments("http://example%2ecom/", FunctionProblem.URL_HOST),
        arguments("http://example.com%00.evil.test/", FunctionProblem.URL_HOST),
        arguments("http://evil.test;.example.com/", FunctionProblem.URL_HOST),
        arguments("http://evil.test,example.com/", FunctionProblem.URL_HOST),
        arguments("http://evil.test&x=example.com/", FunctionProblem.URL_HOST),
        arguments("http://*.example.com/", FunctionProblem.URL_HOST),
        arguments("http://-a.example/", FunctionProblem.URL_HOST),
        arguments("ssh://-oProxyCommand/", FunctionProblem.URL_HOST),
        arguments("http://a-.example/", FunctionProblem.URL_HOST),
        arguments("http://xn--example-.com/", FunctionProblem.URL_HOST),
        arguments("http://xn--.com/", FunctionProblem.URL_HOST),
        arguments("http://1.2.3.4.5/", FunctionProblem.URL_HOST),
        arguments("http://256.1.1.1/", FunctionProblem.URL_HOST),
        arguments("http://4294967296/", FunctionProblem.URL_HOST),
        arguments("http://08.1.1.1/", FunctionProblem.URL_HOST),
        arguments("http://example.1/", FunctionProblem.URL_HOST),
        arguments("http://example.0x4/", FunctionProblem.URL_HOST),
        arguments("http://example.0x/", FunctionProblem.URL_HOST),
        arguments("http://1.2.3.4%20/", FunctionProblem.URL_HOST),
        arguments("http://[::1/", FunctionProblem.URL_HOST),
        arguments("http://::1/", FunctionProblem.URL_HOST),
        arguments("http://[::1]x/", FunctionProblem.URL_HOST),
        arguments("http://[::1].example.com/", FunctionProblem.URL_HOST),
        arguments("http://[127.0.0.1]/", FunctionProblem.URL_HOST),
        arguments("http://[example.com]/", FunctionProblem.URL_HOST),
        arguments("http://[]/", FunctionProblem.URL_HOST),
        arguments("http://[::1%25eth0]/", FunctionProblem.URL_HOST),
        arguments("http://[::ffff:0177.0.0.1]/", FunctionProblem.URL_HOST),
        arguments("http://[2001::1]/", FunctionProblem.IP_EMBEDDED),
        arguments("http://example.com:/", FunctionProblem.URL_PORT),
        arguments("http://example.com:0/", FunctionProblem.URL_PORT),
        arguments("http://example.com:0080/", FunctionProblem.URL_PORT),
        arguments("http://example.com:65536/", FunctionProblem.URL_PORT),
        arguments("http://example.com:99999/", FunctionProblem.URL_PORT),
        arguments("http://example.com:80:90/", FunctionProblem.URL_PORT),
        arguments("http://example.com:http/", FunctionProblem.URL_PORT),
        arguments("http://example.com:-1/", FunctionProblem.URL_PORT),
        arguments("http://example.com:80%30/", FunctionProblem.URL_PORT),
        arguments("http://" + "a".repeat(64) + ".com/", FunctionProblem.URL_HOST),
        arguments("http://" + "a.".repeat(130) + "com/", FunctionProblem.URL_HOST),
        arguments("http://a/" + "a".repeat(65_536), FunctionProblem.URL_TOO_LONG));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesUrlsWithMoreThanOneReading(String text, FunctionProblem problem) {
    assertThatThrownBy(() -> StrictUrl.of(text))
        .isInstanceOfSatisfying(
            FunctionException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  static Stream<String> paths() {
    return Stream.of(
        "/a/../b",
        "/a/./b",
        "/a/..",
        "/.",
        "/a/%2e%2e/b",
        "/a/.%2E/b",
        "/a%2fb",
        "/a%5cb",
        "/a%00",
        "/a%0d%0ab",
        "/a%7f",
        "/a%252e%252e",
        "/a%25",
        "//a",
        "/a//b",
        "/a;x=1",
        "/..;/a",
        "/a%3bb");
  }

  @ParameterizedTest
  @MethodSource("paths")
  void pathsThatServersReadDifferentlyAreFaultsOfThePathAlone(String path) throws Exception {
    StrictUrl url = StrictUrl.of("https://example.com" + path + "?q");

    assertThat(url.host()).isEqualTo("example.com");
    assertThatThrownBy(url::path).hasMessage(FunctionProblem.URL_PATH.text());
  }

  @Test
  void portIsUnknownWithoutAUsualOne() throws Exception {
    StrictUrl url = StrictUrl.of("grpc://example.com/");

    assertThatThrownBy(url::port).hasMessage(FunctionProblem.URL_PORT_UNKNOWN.text());
  }
}
