// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drills/drillstage.h"

namespace cacheledger
{

DrillStage::DrillStage(const Drill& drill, QObject* parent) : QObject(parent), m_drill(drill)
{
    m_thread.setObjectName(QStringLiteral("drill"));
    m_context.moveToThread(&m_thread);
    m_thread.start();
}

DrillStage::~DrillStage()
{
    post([this] {
        m_scene.reset(); // where it was started
        m_thread.quit();
    });
    m_thread.wait();
}

template <typename Call>
void DrillStage::post(Call call)
{
    QMetaObject::invokeMethod(&m_context, call, Qt::QueuedConnection);
}

void DrillStage::start()
{
    post([this] {
        m_scene = std::make_unique<DrillScene>(m_drill);
        const Result<void> started = m_scene->start();
        const CacheConfig cache = started ? m_scene->cache() : CacheConfig();
        const std::vector<SourceConfig> sources = started ? m_scene->sources() : std::vector<SourceConfig>();
        QMetaObject::invokeMethod(
            this,
            [this, started, cache, sources] {
                if (started)
                    Q_EMIT ready(cache, sources);
                else
                    Q_EMIT failed(started.error());
            },
            Qt::QueuedConnection);
    });
}

void DrillStage::strike()
{
    post([this] { m_scene->strike(); });
}

void DrillStage::heal()
{
    post([this] {
        const Result<void> done = m_scene->heal();
        QMetaObject::invokeMethod(
            this,
            [this, done] {
                if (done)
                    Q_EMIT healed();
                else
                    Q_EMIT failed(done.error());
            },
            Qt::QueuedConnection);
    });
}

} // namespace cacheledger
