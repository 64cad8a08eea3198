// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layers/sourcewords.h"

#include <QtCore/QCoreApplication>

namespace cacheledger::sourcewords
{

static QString sourceText(const char* text)
{
    return QCoreApplication::translate("SourceWords", text);
}

QString kind(SourceKind kind)
{
    switch (kind) {
    case SourceKind::RedisLists:
        return sourceText(QT_TRANSLATE_NOOP("SourceWords", "Redis lists and counters"));
    case SourceKind::RedisHash:
        return sourceText(QT_TRANSLATE_NOOP("SourceWords", "Redis hash"));
    case SourceKind::HttpJson:
        return sourceText(QT_TRANSLATE_NOOP("SourceWords", "HTTP, JSON"));
    case SourceKind::OpenMetrics:
        return sourceText(QT_TRANSLATE_NOOP("SourceWords", "HTTP, OpenMetrics"));
    }
    return {};
}

QString auth(HttpAuth auth)
{
    switch (auth) {
    case HttpAuth::None:
        return sourceText(QT_TRANSLATE_NOOP("SourceWords", "None"));
    case HttpAuth::Bearer:
        return sourceText(QT_TRANSLATE_NOOP("SourceWords", "Bearer token"));
    case HttpAuth::Basic:
        return sourceText(QT_TRANSLATE_NOOP("SourceWords", "User and password"));
    case HttpAuth::Header:
        return sourceText(QT_TRANSLATE_NOOP("SourceWords", "Header"));
    }
    return {};
}

} // namespace cacheledger::sourcewords
