// SPDX-License-Identifier: Apache-2.0
/** What engines are asked, and what they answer. */
package io.portcullis.benchmarks.peers.question;
