// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/channelfile.h"

#include "alerts/channelreader.h"
#include "alerts/listfile.h"
#include "config/jsondocument.h"

#include <QtCore/QCoreApplication>

#include <map>

namespace cacheledger
{

using ChannelJson = nlohmann::ordered_json;

static QString channelFileText(const char* text)
{
    return QCoreApplication::translate("ChannelFile", text);
}

Result<ChannelFile> channelfile::parse(const QByteArray& document, const QString& file)
{
    const auto json = listfile::parse(document, file, "channels", newestVersion);
    if (!json)
        return json.error();
    ChannelFile result;
    for (const auto& [key, value] : json->items())
        if (key != "version" && key != "channels")
            result.problems.push_back({file, 0, QLatin1Char('/') + QString::fromStdString(key).left(80),
                                       channelFileText("is no key of this file; these are: version, channels.")});
    const JsonLines lines(document, 2);
    std::map<QString, int> lineOfId;
    int number = -1;
    for (const ChannelJson& object : (*json)["channels"]) {
        const QString pointer = QStringLiteral("/channels/%1").arg(++number);
        if (!object.is_object()) {
            result.problems.push_back({file, 0, pointer, channelFileText("must be an object.")});
            continue;
        }
        const int line = lines.of(pointer);
        const ChannelReader reader(object);
        std::vector<RuleFault> faults = reader.faults();
        const auto [known, isNew] = lineOfId.try_emplace(reader.channel().id, line);
        if (!isNew && !reader.channel().id.isEmpty())
            faults.push_back({QStringLiteral("id"), channelFileText("is \"%1\" again, as in line %2.")
                                                        .arg(reader.channel().id.left(80))
                                                        .arg(known->second)});
        for (const RuleFault& fault : faults)
            result.problems.push_back({file, line, pointer + QLatin1Char('/') + fault.key, fault.reason});
        if (faults.empty())
            result.channels.push_back(reader.channel());
    }
    return result;
}

QByteArray channelfile::toText(const std::vector<AlertChannel>& channels)
{
    ChannelJson json{{"version", newestVersion}, {"channels", ChannelJson::array()}};
    for (const AlertChannel& channel : channels)
        json["channels"].push_back(channelObject(channel));
    return listfile::toText(json);
}

std::vector<AlertChannel> channelfile::defaults()
{
    AlertChannel desktop;
    desktop.id = QStringLiteral("desktop");
    desktop.name = channelFileText("Desktop");
    return {desktop};
}

} // namespace cacheledger
