// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/environmentlook.h"

#include "config/cachestore.h"
#include "config/environment.h"
#include "ui/theme.h"

#include <QtCore/QCoreApplication>

#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

struct EnvironmentTint {
    const char* name;
    const char* word; ///< untranslated
    QRgb light;
    QRgb dark;
};

static constexpr std::array<EnvironmentTint, 8> environmentTints{
    {{"red", QT_TRANSLATE_NOOP("Environment", "Red"), 0xffb3261e, 0xffff8a80},
     {"orange", QT_TRANSLATE_NOOP("Environment", "Orange"), 0xffa8480a, 0xffffb070},
     {"yellow", QT_TRANSLATE_NOOP("Environment", "Yellow"), 0xff7a5c00, 0xffffd75e},
     {"green", QT_TRANSLATE_NOOP("Environment", "Green"), 0xff0a7a56, 0xff3ddbac},
     {"teal", QT_TRANSLATE_NOOP("Environment", "Teal"), 0xff0f6e6e, 0xff5ad7d7},
     {"blue", QT_TRANSLATE_NOOP("Environment", "Blue"), 0xff0068a3, 0xff6cb8ff},
     {"purple", QT_TRANSLATE_NOOP("Environment", "Purple"), 0xff6f3bd1, 0xffc4a5ff},
     {"grey", QT_TRANSLATE_NOOP("Environment", "Grey"), 0xff57606a, 0xff9aa4af}}};

static const EnvironmentTint& tintOf(const QString& name)
{
    for (const EnvironmentTint& tint : environmentTints) {
        if (name == QLatin1String(tint.name))
            return tint;
    }
    return environmentTints.back();
}

QColor environmentColor(const QString& name, bool dark)
{
    const EnvironmentTint& tint = tintOf(name);
    return QColor::fromRgb(dark ? tint.dark : tint.light);
}

QString environmentColorName(const QString& name)
{
    return QCoreApplication::translate("Environment", tintOf(name).word);
}

EnvironmentLook environmentLook(const CacheConfig& cache, const CacheStore& caches, const Theme& theme)
{
    EnvironmentLook look;
    const QString name = cache.environment.trimmed();
    look.production = cache.isProduction();
    const QString word = QCoreApplication::translate("Environment", "production");
    if (look.production && namesProduction(name))
        look.text = u"◆ "_s + name;
    else if (look.production)
        look.text = u"◆ "_s + (name.isEmpty() ? word : word + u" · "_s + name);
    else if (!name.isEmpty())
        look.text = u"● "_s + name;
    // A marked cache without an environment looks as production does.
    look.color = environmentColor(caches.environmentColor(name.isEmpty() && look.production ? u"production"_s : name),
                                  theme.isDark());
    return look;
}

} // namespace cacheledger
