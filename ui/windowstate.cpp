// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windowstate.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QSaveFile>

#include <nlohmann/json.hpp>

namespace cacheledger
{

static constexpr int windowStateVersion = 1;
static constexpr qint64 windowStateMaxBytes = 64 * 1024;

static QString textOf(const nlohmann::json& document, const char* key)
{
    const auto value = document.find(key);
    return value != document.end() && value->is_string() ? QString::fromStdString(value->get<std::string>())
                                                         : QString();
}

WindowState loadWindowState(const QString& file)
{
    QFile source(file);
    if (file.isEmpty() || !source.open(QIODevice::ReadOnly) || source.size() > windowStateMaxBytes)
        return {};
    const auto document = nlohmann::json::parse(source.readAll().toStdString(), nullptr, false);
    if (!document.is_object() || document.value("version", nlohmann::json()) != windowStateVersion)
        return {};
    WindowState state;
    state.geometry = QByteArray::fromBase64(textOf(document, "geometry").toLatin1());
    state.page = textOf(document, "page");
    state.range = textOf(document, "range");
    state.cache.value = textOf(document, "cache");
    state.comparing = document.value("comparing", nlohmann::json()) == true;
    return state;
}

Result<void> saveWindowState(const QString& file, const WindowState& state)
{
    const nlohmann::json document{{"version", windowStateVersion},
                                  {"geometry", state.geometry.toBase64().toStdString()},
                                  {"page", state.page.toStdString()},
                                  {"range", state.range.toStdString()},
                                  {"cache", state.cache.value.toStdString()},
                                  {"comparing", state.comparing}};
    QSaveFile target(file);
    const QByteArray text =
        QByteArray::fromStdString(document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace)) + '\n';
    if (target.open(QIODevice::WriteOnly) && target.write(text) == text.size() && target.commit())
        return {};
    return Error{ErrorCode::Io,
                 QCoreApplication::translate("WindowState", "The window layout could not be written to %1: %2.")
                     .arg(file, target.errorString()),
                 {}};
}

} // namespace cacheledger
