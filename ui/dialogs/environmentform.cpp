// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/environmentform.h"

#include "config/environment.h"
#include "ui/dialogs/formfield.h"
#include "ui/environmentlook.h"
#include "ui/widgets.h"

#include <QtGui/QPainter>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QIcon swatch(const QColor& color)
{
    QPixmap picture(14, 14);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(1, 1, 12, 12);
    painter.end();
    return picture;
}

EnvironmentForm::EnvironmentForm(const CacheStore* caches, Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_caches(caches),
      m_theme(theme),
      m_color(new QComboBox(this)),
      m_production(new QCheckBox(tr("&Mark it as production everywhere"), this))
{
    m_color->setObjectName(u"EnvironmentColor"_s);
    m_color->setToolTip(tr("Of all caches of this environment"));
    for (const QString& name : environmentColors())
        m_color->addItem(swatch(environmentColor(name, theme->isDark())), environmentColorName(name), name);
    m_production->setObjectName(u"ProductionMark"_s);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::space3);
    row->addWidget(new FormField(tr("Co&lour of the environment"), m_color, theme), 0, Qt::AlignTop);
    row->addWidget(m_production, 1, Qt::AlignBottom);
    connect(m_color, &QComboBox::activated, this, [this] { m_chosen = m_color->currentData().toString(); });
    connect(m_production, &QCheckBox::clicked, this, [this] { m_marked = true; });
    showColor();
}

void EnvironmentForm::setCache(const CacheConfig& cache)
{
    m_marked = cache.production.has_value();
    m_chosen.clear();
    setEnvironment(cache.environment);
    m_production->setChecked(cache.isProduction());
}

void EnvironmentForm::setEnvironment(const QString& environment)
{
    m_environment = environment.trimmed();
    if (!m_marked)
        m_production->setChecked(namesProduction(m_environment));
    showColor();
}

/// That of the environment, unless the user just chose another one.
void EnvironmentForm::showColor()
{
    const QString name = m_chosen.isEmpty() ? m_caches->environmentColor(m_environment) : m_chosen;
    m_color->setCurrentIndex(m_color->findData(name));
    m_color->setEnabled(!m_environment.isEmpty());
}

void EnvironmentForm::applyTo(CacheConfig& cache) const
{
    const bool named = namesProduction(cache.environment);
    if (m_production->isChecked() == named)
        cache.production.reset();
    else
        cache.production = m_production->isChecked();
}

} // namespace cacheledger
