// SPDX-License-Identifier: Apache-2.0

/** Locates, prepares, locks and checks the folders of a distribution and a home. */
@NullMarked
package io.portcullis.launcher.home;

import org.jspecify.annotations.NullMarked;
