// SPDX-License-Identifier: GPL-3.0-or-later
// Included before every test by tests/CMakeLists.txt.
#pragma once

#include <QtTest/qtestcase.h>

// How long a test waits for what must come. Qt's 5 s are too short for a loaded machine with two cores, and nobody
// waits them unless the test fails. A test in which the time itself matters measures it and names it.
#undef QTRY_VERIFY
#undef QTRY_VERIFY2
#undef QTRY_COMPARE
#define QTRY_VERIFY(expression) QTRY_VERIFY_WITH_TIMEOUT((expression), 30000)
#define QTRY_VERIFY2(expression, message) QTRY_VERIFY2_WITH_TIMEOUT((expression), (message), 30000)
#define QTRY_COMPARE(expression, expected) QTRY_COMPARE_WITH_TIMEOUT((expression), (expected), 30000)
