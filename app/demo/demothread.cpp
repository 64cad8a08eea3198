// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demothread.h"

#include "app/demo/demo.h"

#include <QtCore/QEventLoop>
#include <QtCore/QThread>

namespace cacheledger
{

static void endDemoThread(QThread& thread)
{
    thread.quit();
    thread.wait();
}

DemoThread::DemoThread(QObject* parent) : QObject(parent) {}

DemoThread::~DemoThread()
{
    if (m_thread)
        endDemoThread(*m_thread);
}

void DemoThread::start()
{
    if (m_thread)
        return;
    m_thread.reset(QThread::create([this] { run(); }));
    m_thread->setObjectName(QStringLiteral("demo"));
    m_thread->start();
}

void DemoThread::run()
{
    Demo demo;
    const Result<void> started = demo.start();
    const Result<CacheConfig> result = started ? Result<CacheConfig>(demo.cache()) : started.error();
    const auto sources = started ? demo.sources() : std::vector<SourceConfig>();
    QMetaObject::invokeMethod(
        this, [this, result, sources, stages = demo.stages()] { onStarted(result, sources, stages); },
        Qt::QueuedConnection);
    if (started)
        QEventLoop().exec(); // until quit(), also when that came first
}

void DemoThread::onStarted(const Result<CacheConfig>& result, const std::vector<SourceConfig>& sources,
                           const StagePlan& stages)
{
    if (!result) {
        endDemoThread(*m_thread);
        m_thread.reset();
        Q_EMIT failed(result.error());
        return;
    }
    m_cache = *result;
    m_sources = sources;
    m_stages = stages;
    Q_EMIT ready();
}

} // namespace cacheledger
